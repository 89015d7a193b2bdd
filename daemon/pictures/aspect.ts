/** Of layouts: the one whose picture is closest to four by three. */

const WANTED = 4 / 3;

export interface SizedLayout {
  readonly width: number;
  readonly height: number;
}

/** @param layouts at least one; of equal ones, the first */
export function closestToScreen<T extends SizedLayout>(layouts: readonly T[]): T {
  const distance = ({ width, height }: T) => Math.abs(Math.log(width / height / WANTED));
  return layouts.reduce((best, layout) => (distance(layout) < distance(best) - 1e-9 ? layout : best));
}
