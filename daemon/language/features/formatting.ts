import { format } from 'jsonc-parser';
import type { FormattingOptions, Range, TextEdit } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analysis.ts';

/**
 * White space as it should be: indentation, spaces around values. Comments and line breaks that people put stay, so that a
 * layer on one line stays on one line. Edits touch white space only; a text with broken syntax is left alone.
 */
export function formatting(
  { text, parsed, tooLarge }: Analysis,
  range: Range | null,
  { tabSize, insertSpaces, insertFinalNewline, trimFinalNewlines }: FormattingOptions,
): readonly TextEdit[] {
  if (tooLarge || parsed.problems.length > 0) return [];
  const { lines } = parsed;
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const options = {
    tabSize: Math.min(16, Math.max(1, Math.trunc(tabSize) || 2)),
    insertSpaces,
    eol,
    keepLines: true,
    insertFinalNewline: insertFinalNewline ?? false,
    ...(trimFinalNewlines === undefined ? {} : { trimFinalNewlines }),
  };
  const span =
    range === null
      ? undefined
      : { offset: lines.offset(range.start), length: lines.offset(range.end) - lines.offset(range.start) };
  return format(text, span, options)
    .filter((edit) => text.slice(edit.offset, edit.offset + edit.length) !== edit.content)
    .map((edit) => ({ range: lines.range(edit), newText: edit.content }));
}
