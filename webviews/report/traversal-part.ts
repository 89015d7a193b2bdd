/** A part of stored traversals: fewer kinds of directions, or fewer directions per kind. */
import type * as z from 'zod';
import type { ArrayValues } from '../../protocol/array-values.ts';
import type { traversalFigure } from '../../protocol/figures/traversal.ts';

type Traversal = z.output<typeof traversalFigure.method.result>;
type Kind = Traversal['directions'][number]['kind'];

/** Places of the directions that are asked for, in their order. @param rows directions per kind */
export function chosenDirections(
  directions: readonly { readonly kind: Kind }[],
  kinds: readonly Kind[],
  rows: number,
): readonly number[] {
  return directions.flatMap(({ kind }, i) => {
    const before = directions.slice(0, i).filter((other) => other.kind === kind).length;
    return kinds.includes(kind) && before < rows ? [i] : [];
  });
}

/** The values of some directions. @param count of all of them */
export function rowsOfValues<T extends ArrayValues>(values: T, count: number, chosen: readonly number[]): T {
  const width = values.length / count;
  const result = values.slice(0, width * chosen.length) as T;
  for (const [i, row] of chosen.entries()) result.set(values.subarray(row * width, (row + 1) * width), i * width);
  return result;
}
