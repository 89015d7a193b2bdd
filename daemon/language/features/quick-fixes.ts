import { type CodeAction, CodeActionKind, type Range, type WorkspaceEdit } from 'vscode-languageserver-types';
import type { Diagnostic, Fix } from '../../spec/diagnostic.ts';
import type { Checked } from '../analysis/document-store.ts';
import type { ClientTraits } from '../client-traits.ts';
import { toLspDiagnostics } from './diagnostics.ts';
import { overlaps } from './ranges.ts';

/** The quick fixes of the diagnostics that touch a range. */
export function quickFixes(
  { analysis, result }: Checked,
  range: Range,
  only: readonly string[] | undefined,
  client: ClientTraits,
): readonly CodeAction[] {
  // Quick fixes are requested as `quickfix` or by the empty kind, which includes all.
  if (only !== undefined && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
  return result.diagnostics
    .filter((diagnostic) => overlaps(diagnostic.range, range))
    .flatMap((diagnostic) => diagnostic.fixes.map((fix) => toAction(diagnostic, fix)));

  function toAction(diagnostic: Diagnostic, fix: Fix): CodeAction {
    return {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: toLspDiagnostics([diagnostic]),
      ...(diagnostic.fixes.length === 1 ? { isPreferred: true } : {}),
      edit: workspaceEdit(analysis.uri, analysis.version, fix.edits, client),
    };
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
