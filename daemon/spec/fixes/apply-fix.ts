import type { Fix } from '../diagnostic.ts';
import { createLines } from '../text/range.ts';

/** The text after a quick fix. */
export function applyFix(text: string, { edits }: Fix): string {
  const { offset } = createLines(text);
  const ordered = edits.toSorted((a, b) => offset(b.range.start) - offset(a.range.start));
  return ordered.reduce(
    (at, { range, newText }) => at.slice(0, offset(range.start)) + newText + at.slice(offset(range.end)),
    text,
  );
}
