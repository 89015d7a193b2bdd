import { type CodeAction, CodeActionKind, type Range, type WorkspaceEdit } from 'vscode-languageserver-types';
import { dataWarnings } from '../../spec/data-warnings.ts';
import type { Diagnostic, Fix } from '../../spec/diagnostic.ts';
import type { Checked } from '../analysis/document-store.ts';
import type { ClientTraits } from '../client-traits.ts';
import { toLspDiagnostics } from './diagnostics.ts';
import { overlaps } from './ranges.ts';

/** The quick fixes of the diagnostics that touch a range, and the one for all warnings about the data. */
export function quickFixes(
  { analysis, result }: Checked,
  range: Range,
  only: readonly string[] | undefined,
  client: ClientTraits,
): readonly CodeAction[] {
  // Quick fixes are requested as `quickfix` or by the empty kind, which includes all.
  if (only !== undefined && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
  const here = result.diagnostics.filter((diagnostic) => overlaps(diagnostic.range, range));
  const own = here.flatMap((diagnostic) => diagnostic.fixes.map((fix) => toAction(diagnostic, fix)));
  const about = new Set(dataWarnings(here).map(({ message }) => message));
  const solved = here.filter(({ message, fixes }) => about.has(message) && fixes.length > 0);
  const all = result.combined?.fix;
  if (all === undefined || solved.length === 0) return own;
  // No fix of a whole file that editors apply when they save it: what a column means is a choice.
  return [...own, { ...toEdit(all), kind: CodeActionKind.QuickFix, diagnostics: toLspDiagnostics(solved) }];

  function toAction(diagnostic: Diagnostic, fix: Fix): CodeAction {
    return {
      ...toEdit(fix),
      kind: CodeActionKind.QuickFix,
      diagnostics: toLspDiagnostics([diagnostic]),
      ...(diagnostic.fixes.length === 1 ? { isPreferred: true } : {}),
    };
  }

  function toEdit({ title, edits }: Fix): Pick<CodeAction, 'title' | 'edit'> {
    return { title, edit: workspaceEdit(analysis.uri, analysis.version, edits, client) };
  }
}

/** Edits of one document; clients that can compare versions refuse them once the text has changed. */
export function workspaceEdit(
  uri: string,
  version: number,
  edits: Fix['edits'],
  client: Pick<ClientTraits, 'documentChanges'>,
): WorkspaceEdit {
  return client.documentChanges
    ? { documentChanges: [{ textDocument: { uri, version }, edits: [...edits] }] }
    : { changes: { [uri]: [...edits] } };
}
