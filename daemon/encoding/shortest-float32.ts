/** The number with the fewest digits that is the same as float32: 0.1, not 0.10000000149. Nine digits are always enough. */
export function shortestFloat32(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (const digits of [6, 7, 8]) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}
