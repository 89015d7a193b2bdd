/** Rows whose context has given labels. */
import { widthOfEntry } from './context-layout.ts';
import type { ContextEncoding, Rows } from './definition.ts';

/**
 * Numbers of the rows, ascending.
 * @param given values by context column: those of columns of numbers do not matter, since hardly any row has them
 */
export function rowsWithLabels(
  { count, context }: Pick<Rows, 'count' | 'context'>,
  encoding: readonly ContextEncoding[],
  given: Readonly<Record<string, string>>,
): Uint32Array {
  const width = encoding.reduce((sum, entry) => sum + widthOfEntry(entry), 0);
  const wanted: number[] = [];
  let offset = 0;
  for (const entry of encoding) {
    const value = Object.hasOwn(given, entry.column) ? given[entry.column]! : null;
    if (value !== null && entry.kind === 'category') wanted.push(offset + entry.values.indexOf(value));
    offset += widthOfEntry(entry);
  }
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  if (wanted.length === 0 || context === null) return all;
  return all.filter((row) => wanted.every((place) => context[row * width + place] === 1));
}
