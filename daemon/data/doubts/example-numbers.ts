/** Numbers for the examples of doubts, which look random and are always the same. */

/** In (0, 1). */
export function uniform(row: number, stream = 0): number {
  let h = Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32 + 2 ** -33;
}

/** Of a standard normal distribution, by Box and Muller. */
export function normal(row: number, stream = 0): number {
  return Math.sqrt(-2 * Math.log(uniform(row, 2 * stream))) * Math.cos(2 * Math.PI * uniform(row, 2 * stream + 1));
}
