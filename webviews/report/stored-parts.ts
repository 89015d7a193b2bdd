/** Parts of stored answers: fewer directions of traversals, fewer samples. */
import type { ArrayValues } from '../../protocol/array-values.ts';

/** Places of the directions that are asked for, in their order. @param rows directions per kind */
export function chosenDirections(
  directions: readonly { readonly kind: string }[],
  kinds: readonly string[],
  rows: number,
): readonly number[] {
  return directions.flatMap(({ kind }, i) => {
    const before = directions.slice(0, i).filter((other) => other.kind === kind).length;
    return kinds.includes(kind) && before < rows ? [i] : [];
  });
}

/** Some rows of a row-major array. @param count of all of them */
export function rowsOfValues(values: ArrayValues, count: number, chosen: readonly number[]): ArrayValues {
  const width = count === 0 ? 0 : values.length / count;
  const result = values.slice(0, width * chosen.length);
  for (const [i, row] of chosen.entries()) result.set(values.subarray(row * width, (row + 1) * width), i * width);
  return result;
}
