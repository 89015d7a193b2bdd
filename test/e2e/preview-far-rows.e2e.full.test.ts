/** The live preview of data with a row far out: its NLL says which rows it leaves out, in the words of the command line. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { FAR_SPLIT, tableWithFarRow } from '../far-rows.ts';
import { type Editor, openEditor } from './editor.ts';
import { figure, panelText } from './panel-page.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
});

afterAll(() => editor?.close());

test('the validation NLL is a number, and the rows that it leaves out are counted', async () => {
  const spec = {
    data: { source: 'csv', path: 't.csv', ...FAR_SPLIT },
    layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }, { type: 'linear' }],
    training: { batchSize: 20 },
  };
  const window = await editor.open(null, { 't.csv': tableWithFarRow(), 't.flow.json': JSON.stringify(spec) });
  await window.openFile('t.flow.json');
  await window.command('Flowscope: Preview Flow');
  const title = /t · preview/;
  await panelText(window, title, /1 of 12 rows has log q = −inf; the validation NLL is over the other 11/);
  expect(await figure(await window.webview(title), 'validation NLL')).toMatch(/^−?\d/);
  expect(window.errors.ofExtension()).toEqual([]);
});
