/** The packaged extension is in the editor, and knows a spec when it sees one. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Editor, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';

let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
  window = await editor.open();
}, 120_000);

afterAll(() => editor?.close());

test('a spec opens as a Flow spec', async () => {
  await window.openFile('two-moons.flow.json');
  await window.waitFor('Flow spec in the status bar', () => window.statusBarItem('Flow spec').isVisible());
  expect(await window.editorText()).toContain('"name": "two-moons"');
  expect(await window.offeredCommands('Flowscope: ')).toContain('Flowscope: Train Flow');
});
