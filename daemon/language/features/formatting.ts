import type { FormattingOptions, Range, TextEdit } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analysis.ts';
import { type Gap, gapsOf } from '../text/gaps.ts';
import { overlaps } from './ranges.ts';

/**
 * Formats white space in the style of the documentation. Comments and line breaks are kept, so a layer on one line
 * stays on one line; only indentation, spaces inside a line and blank lines (at most one) change. A text with syntax
 * errors is not changed. With a range, only white space that touches it changes.
 */
export function formatting(
  { text, parsed, tooLarge }: Analysis,
  range: Range | null,
  options: FormattingOptions,
): readonly TextEdit[] {
  if (tooLarge || parsed.problems.length > 0 || parsed.root === null) return [];
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const indentation = createIndentation(unitOf(options));
  return gapsOf(text).flatMap((gap) => {
    const newText = gap.after === '' ? tail(gap, eol, options) : between(gap, eol, indentation);
    if (newText === gap.space) return [];
    const edit = { range: parsed.lines.range({ offset: gap.offset, length: gap.space.length }), newText };
    return range === null || overlaps(edit.range, range) ? [edit] : [];
  });
}

function unitOf({ tabSize, insertSpaces }: FormattingOptions): string {
  return insertSpaces ? ' '.repeat(Math.min(16, Math.max(1, Math.trunc(tabSize) || 2))) : '\t';
}

function between(gap: Gap, eol: string, indentation: Indentation): string {
  const breaks = gap.space.split(/\r\n|\n|\r/).length - 1;
  const isFirst = gap.before === '';
  const indent = indentation.next(gap.token, breaks > 0 || isFirst);
  if (isFirst) return '';
  return breaks > 0 ? eol.repeat(Math.min(2, breaks)) + indent : insideLine(gap);
}

interface Indentation {
  /** Processes the next token and returns the indentation of a line that begins with it. */
  next(token: string, beginsLine: boolean): string;
}

/**
 * A line is one level deeper than the line that opened its container; brackets that were opened on one line add one
 * level together.
 */
function createIndentation(unit: string): Indentation {
  const open: number[] = [];
  let line = 0;
  return {
    next(token, beginsLine) {
      const closes = token === '}' || token === ']';
      const opener = open.at(-1);
      if (beginsLine) line = opener === undefined ? 0 : closes ? opener : opener + 1;
      if (closes) open.pop();
      if (token === '{' || token === '[') open.push(line);
      return unit.repeat(line);
    },
  };
}

/** Spaces between two tokens of one line. */
function insideLine({ before, after, space }: Gap): string {
  // Manual alignment is kept.
  if (after === '/' || before === '/') return space === '' ? ' ' : space;
  if (after === ',' || after === ':') return '';
  if (before === ',' || before === ':') return ' ';
  const empty = (before === '{' && after === '}') || (before === '[' && after === ']');
  if (empty) return '';
  // { "a": [1, 2], "b": [ { … } ] }
  if (before === '[') return after === '{' ? ' ' : '';
  if (after === ']') return before === '}' ? ' ' : '';
  return ' ';
}

function tail({ space }: Gap, eol: string, { insertFinalNewline, trimFinalNewlines }: FormattingOptions): string {
  const lines = space.split(/\r\n|\n|\r/).length - 1;
  const wanted = trimFinalNewlines === true ? Math.min(1, lines) : lines;
  return eol.repeat(insertFinalNewline === true ? Math.max(1, wanted) : wanted);
}
