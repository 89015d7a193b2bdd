/** The inverse of a permutation: inverse[order[j]] = j. */
export function inverseOrder(order: readonly number[]): readonly number[] {
  const inverse = new Array<number>(order.length);
  for (const [to, from] of order.entries()) inverse[from] = to;
  return inverse;
}
