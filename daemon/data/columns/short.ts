/** A number with four digits, for formulas. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `x − center`, without a double minus. */
export function shifted(center: number): string {
  if (center === 0) return 'x';
  return center < 0 ? `x + ${short(-center)}` : `x − ${short(center)}`;
}

/** `(x − center)/scale`; a center that four digits cannot tell from 0 is a rounding error. */
export function scaled(fitted: number, scale: number): string {
  const center = Math.abs(fitted) < 1e-6 * Math.abs(scale) ? 0 : fitted;
  if (scale === 1) return shifted(center);
  return `${center === 0 ? 'x' : `(${shifted(center)})`}/${short(scale)}`;
}
