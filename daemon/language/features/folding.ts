import type { LanguageService } from 'vscode-json-languageservice';
import type { FoldingRange } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analysis.ts';

/** Objects, lists and comments of more than one line. */
export function foldingRanges({ textDocument, tooLarge }: Analysis, json: LanguageService): readonly FoldingRange[] {
  return tooLarge ? [] : json.getFoldingRanges(textDocument, { rangeLimit: 5000 });
}
