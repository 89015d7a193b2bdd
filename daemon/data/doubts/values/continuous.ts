/** In ascending order. */
export interface OrderedValues {
  readonly sorted: Float64Array;
  /** The different ones. */
  readonly distinct: Float64Array;
}

/** Of the rows with a value that is not one of the two ends: below, the values are those of a grid or of a few kinds. */
export const DIFFERENT = 0.3;

/** Whether the values are real numbers, of which some may be at an end of the range. */
export function isContinuous({ sorted, distinct }: OrderedValues): boolean {
  if (distinct.length < 3 || sorted.every(Number.isSafeInteger)) return false;
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const inside = sorted.filter((value) => value !== low && value !== high).length;
  return distinct.length - 2 >= DIFFERENT * inside && inside >= 0.2 * sorted.length;
}
