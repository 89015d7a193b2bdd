import type { Span } from '../../spec/text/range.ts';

const LONGEST = 400;

/** The text of a span on one line, truncated if it is long. */
export function nodeText(text: string, { offset, length }: Span): string {
  const line = text.slice(offset, offset + Math.min(length, LONGEST)).replace(/\s+/g, ' ');
  return length > LONGEST ? `${line} …` : line;
}
