/** The layer at the cursor, and revealing a layer in its spec. */
import { type Disposable, EventEmitter, Range, type TextEditor, Uri, ViewColumn, window, workspace } from 'vscode';
import { isFlowDocument, isSameFile } from '../flow-documents.ts';
import { layerAtOffset, layerOffset } from '../language/layer-places.ts';

export interface CursorLayer extends Disposable {
  /** Path of the layer at the last cursor position in this spec; null: none. */
  of(spec: string): string | null;
  readonly onDidChange: EventEmitter<void>['event'];
}

/** Delay after the last cursor move, milliseconds. */
const QUIET = 80;

export function cursorLayer(): CursorLayer {
  const changed = new EventEmitter<void>();
  let at: { readonly uri: Uri; readonly path: string | null } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const look = (editor: TextEditor) => {
    const path = layerAtOffset(editor.document.getText(), editor.document.offsetAt(editor.selection.active));
    if (at !== null && at.path === path && at.uri.toString() === editor.document.uri.toString()) return;
    at = { uri: editor.document.uri, path };
    changed.fire();
  };
  const moved = window.onDidChangeTextEditorSelection(({ textEditor }) => {
    if (!isFlowDocument(textEditor.document)) return;
    clearTimeout(timer);
    timer = setTimeout(() => look(textEditor), QUIET);
  });
  return {
    of: (spec) => (at !== null && isSameFile(at.uri, spec) ? at.path : null),
    onDidChange: changed.event,
    dispose() {
      clearTimeout(timer);
      moved.dispose();
      changed.dispose();
    },
  };
}

/** Shows the layer's text. @returns false if the layer does not exist */
export async function revealLayer(spec: string, layer: string): Promise<boolean> {
  const uri = Uri.file(spec);
  const shown = window.visibleTextEditors.find(({ document }) => isSameFile(document.uri, spec));
  const document = shown?.document ?? (await workspace.openTextDocument(uri));
  const offset = layerOffset(document.getText(), layer);
  if (offset === null) return false;
  const start = document.positionAt(offset);
  const selection = new Range(start, start);
  const column = shown?.viewColumn ?? ViewColumn.One;
  const editor = await window.showTextDocument(document, { viewColumn: column, preserveFocus: true, selection });
  editor.revealRange(selection);
  return true;
}
