/** Completion in a spec whose cursor is marked. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect } from 'vitest';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import type { Diagnostic } from '../../daemon/spec/diagnostic.ts';
import { type Editor, type OpenFile, startEditor } from './client.ts';

export interface Completer {
  readonly folder: string;
  readonly editor: Editor;
  /** The last text that was opened. */
  readonly file: OpenFile;
  /** Opens a text with the cursor at `|` and asks there. */
  at(marked: string): Promise<readonly CompletionItem[]>;
  /** Asks at an offset of the open file. */
  ask(offset: number): Promise<readonly CompletionItem[]>;
  /** The open text after an item is accepted and its tab stops are left as they are. */
  accepted(item: CompletionItem): string;
  /** The errors of a spec. */
  check(text: string): Promise<readonly Diagnostic[]>;
  restart(options: Parameters<typeof startEditor>[0]): Promise<void>;
}

/** Each test has its own folder and its own editor, which has logged no error at its end. */
export function completer(): Completer {
  let folder: string;
  let editor: Editor;
  let file: OpenFile;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowscope-completion-'));
    editor = await startEditor();
  });
  afterEach(() => {
    expect(editor.errors).toEqual([]);
    editor.close();
  });

  const ask = async (offset: number): Promise<readonly CompletionItem[]> => {
    const position = file.document.positionAt(offset);
    const items = await file.ask<CompletionItem[]>('textDocument/completion', { position });
    for (const { textEdit } of items) {
      const { range } = textEdit as TextEdit;
      // What the protocol demands: one line, around the cursor.
      expect([range.start.line, range.end.line]).toEqual([position.line, position.line]);
      expect(range.start.character).toBeLessThanOrEqual(position.character);
      expect(range.end.character).toBeGreaterThanOrEqual(position.character);
    }
    return items;
  };
  return {
    get folder() {
      return folder;
    },
    get editor() {
      return editor;
    },
    get file() {
      return file;
    },
    ask,
    at(marked) {
      const offset = marked.indexOf('|');
      const text = marked.slice(0, offset) + marked.slice(offset + 1);
      file = editor.open(pathToFileURL(join(folder, `${Math.random().toString(36).slice(2)}.flow.json`)).href, text);
      return ask(offset);
    },
    accepted: (item) => applied(file.document, item),
    async check(text) {
      const { diagnostics } = await checkSpec(text, { folder, trusted: false, fileStem: 'a' });
      return diagnostics.filter(({ severity }) => severity === 'error');
    },
    async restart(options) {
      editor.close();
      editor = await startEditor(options);
    },
  };
}

export const labels = (items: readonly CompletionItem[]) => items.map(({ label }) => label);

export function choose(items: readonly CompletionItem[], label: string): CompletionItem {
  const found = items.find((item) => item.label === label);
  if (found === undefined) throw new Error(`${label} is not among ${labels(items).join(', ')}`);
  return found;
}

function applied(document: TextDocument, item: CompletionItem): string {
  const edits = [item.textEdit as TextEdit, ...(item.additionalTextEdits ?? [])];
  const isSnippet = item.insertTextFormat === 2;
  const expand = (text: string) =>
    text
      .replace(/\$\{\d+\|((?:[^,|\\]|\\.)*)(?:[^|\\]|\\.)*\|\}/g, '$1')
      .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
      .replace(/\$\d+/g, '')
      .replace(/\\([\\$},|])/g, '$1');
  return TextDocument.applyEdits(
    document,
    edits.map((edit) => (isSnippet ? { ...edit, newText: expand(edit.newText) } : edit)),
  );
}
