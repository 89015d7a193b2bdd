import { createScanner } from 'jsonc-parser';

/** The white space between two adjacent tokens (comments count as tokens). '' represents an end of the text. */
export interface Gap {
  readonly offset: number;
  readonly space: string;
  /** First characters of the tokens around: `{`, `"`, `/`, … */
  readonly before: string;
  readonly after: string;
  /** The whole token after the gap. */
  readonly token: string;
  /** The token before the gap is a `//` comment. */
  readonly behindLineComment: boolean;
}

/** All gaps of a text in order, including empty ones; the last one extends to the end. */
export function gapsOf(text: string): readonly Gap[] {
  const scanner = createScanner(text, false);
  const gaps: Gap[] = [];
  // A byte order mark is neither space nor token.
  let end = text.startsWith('\uFEFF') ? 1 : 0;
  let before = '';
  let behindLineComment = false;
  scanner.setPosition(end);
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const start = scanner.getTokenOffset();
    const after = text[start]!;
    if (/\s/.test(after)) continue;
    const token = text.slice(start, start + scanner.getTokenLength());
    gaps.push({ offset: end, space: text.slice(end, start), before, after, token, behindLineComment });
    end = start + token.length;
    before = after;
    behindLineComment = token.startsWith('//');
  }
  gaps.push({ offset: end, space: text.slice(end), before, after: '', token: '', behindLineComment });
  return gaps;
}
