/** Of layouts: the one whose picture is about as wide as a screen, and has few empty places. */

const WANTED = 4 / 3;

export interface SizedLayout {
  readonly width: number;
  readonly height: number;
  /** Share of the places that are empty. */
  readonly empty: number;
}

/** @param layouts at least one; of equally good ones, the first */
export function closestToScreen<T extends SizedLayout>(layouts: readonly T[]): T {
  const cost = ({ width, height, empty }: T) => Math.abs(Math.log(width / height / WANTED)) + empty;
  return layouts.reduce((best, layout) => (cost(layout) < cost(best) - 1e-9 ? layout : best));
}
