/** A spec for a table, from the explorer's context menu. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Editor, openEditor } from './editor.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
});

afterAll(() => editor?.close());

const rows = Array.from(
  { length: 200 },
  (_, i) => `${i},${Math.sin(i).toFixed(3)},${Math.cos(3 * i).toFixed(3)},${i % 3}`,
);

test('the table of a menu gets a spec without problems, which opens', async () => {
  const window = await editor.open(null, { 'wines.csv': [',acid,sugar,target', ...rows, ''].join('\n') });
  const file = window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'wines.csv' });
  const item = window.page.locator('.monaco-menu .action-item', { hasText: 'New Flow from Data…' });
  // A menu has what was known when it opened.
  await window.waitFor('menu of a data file', async () => {
    await window.page.keyboard.press('Escape');
    await file.click({ button: 'right' });
    return item.isVisible();
  });
  await item.click();
  const name = window.page.locator('.quick-input-widget:visible input[type="text"]');
  await window.waitFor('name', async () => (await name.inputValue()) === 'wines');
  await window.screenshot('new-flow-from-data');
  await window.page.keyboard.press('Enter');
  await window.waitFor('spec', async () => (await window.activeTab()) === 'wines.flow.json');
  const text = await window.editorText();
  expect(text).toContain('"context": [{ "column": "target", "as": "category" }]');
  expect(text).toContain('// - column1: a row index: 0, 1, 2, …');
  await window.waitFor('no problems', async () => (await window.problems()).length === 0);
  expect(await window.notifications()).toEqual([]);
  expect(window.errors.ofExtension()).toEqual([]);
});
