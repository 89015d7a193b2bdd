/**
 * The steps of a time slider in an order whose beginnings are spread over all of them: whatever number there is room for,
 * the slider shows the whole run.
 * @param first steps that come before all others
 */
export function stepOrder(steps: readonly number[], first: readonly number[]): readonly number[] {
  const sorted = [...new Set(steps)].sort((a, b) => a - b);
  const order = new Set(first.filter((step) => sorted.includes(step)));
  if (sorted.length > 0) order.add(sorted[0]!).add(sorted.at(-1)!);
  const gaps: [number, number][] = [[0, sorted.length - 1]];
  for (let gap = gaps.shift(); gap !== undefined; gap = gaps.shift()) {
    const [low, high] = gap;
    if (high - low < 2) continue;
    const middle = (low + high) >> 1;
    order.add(sorted[middle]!);
    gaps.push([low, middle], [middle, high]);
  }
  return [...order];
}
