/** Finds texts in single quotes, which JSON does not have, so that each is reported once instead of as many errors. */
import type { Span } from './range.ts';

export interface SingleQuoted extends Span {
  readonly value: string;
}

/** All texts in single quotes that end on their line, outside comments and double-quoted texts. */
export function singleQuoted(text: string): SingleQuoted[] {
  const found: SingleQuoted[] = [];
  if (!text.includes("'")) return found;
  for (let at = 0; at < text.length; at++) {
    const piece = pieceAt(text, at);
    if (piece === null) continue;
    const { end, closed } = piece;
    if (text[at] === "'" && closed)
      found.push({ offset: at, length: end - at, value: textInside(text.slice(at + 1, end - 1)) });
    at = end - 1;
  }
  return found;
}

/** The text as if these were in double quotes, at the same offsets; quotes inside them may be lost. */
export function withDoubleQuotes(text: string, quoted: readonly SingleQuoted[]): string {
  let from = 0;
  const parts = quoted.flatMap(({ offset, length }) => {
    const before = text.slice(from, offset);
    from = offset + length;
    const inside = text
      .slice(offset + 1, from - 1)
      .replaceAll("\\'", "''")
      .replaceAll('"', "'");
    return [before, '"', inside, '"'];
  });
  return [...parts, text.slice(from)].join('');
}

/** The comment or text that begins at `at`, and where it ends; a text ends at the end of its line at the latest. */
function pieceAt(text: string, at: number): { readonly end: number; readonly closed: boolean } | null {
  const start = text[at];
  if (start === '/' && text[at + 1] === '/') return comment(text, text.indexOf('\n', at), 0);
  if (start === '/' && text[at + 1] === '*') return comment(text, text.indexOf('*/', at + 2), 2);
  if (start !== '"' && start !== "'") return null;
  let end = at + 1;
  for (; end < text.length && text[end] !== '\n'; end++) {
    if (text[end] === start) return { end: end + 1, closed: true };
    if (text[end] === '\\' && text[end + 1] !== '\n') end++;
  }
  return { end, closed: false };
}

function comment(text: string, found: number, more: number) {
  return { end: found < 0 ? text.length : found + more, closed: true };
}

function textInside(inside: string): string {
  const json = `"${inside.replaceAll("\\'", "'").replaceAll(/(\\.)|"/g, (match, escaped) => escaped ?? `\\${match}`)}"`;
  try {
    return String(JSON.parse(json));
  } catch {
    return inside;
  }
}
