/** What the documentation's pictures of the editor show, and the pictures themselves: `npm run pictures` takes them over. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { train } from './command-line.ts';
import { type Editor, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';
import { panelText } from './panel-page.ts';
import { runRow } from './run-rows.ts';
import { CHECKOUT } from './vsix.ts';

const SPEC = 'two-moons.flow.json';
/** CSS pixels: room for a spec with its lens and hints, and a panel beside it. */
const SIZE = { width: 1600, height: 900 };
/** So that hints are not cut off. */
const SETTINGS = { 'editor.wordWrap': 'on', 'editor.fontSize': 13 };

let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
  // Its name is in the title of the window.
  const folder = join(await editor.folder(null), 'flows');
  await cp(join(CHECKOUT, 'examples'), folder, { recursive: true });
  await mkdir(join(folder, '.vscode'));
  await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(SETTINGS));
  window = await editor.openFolder(folder);
  await window.page.setViewportSize(SIZE);
  await train(`${window.folder}/${SPEC}`);
  await window.sideBar('Flowscope');
  await runRow(window, /^two-moons, finished/);
  await window.command('View: Toggle Primary Side Bar Visibility');
});

afterAll(() => editor?.close());

test('Training beside its spec, which has lenses and hints', async () => {
  await begin();
  await window.command('Flowscope: Open Run');
  const training = /two-moons · training/;
  await panelText(window, training, /Gradient norm/);
  const page = await window.webview(training);
  await window.waitFor(
    'density beside the loss',
    async () => (await page.getByText('Drawing the density…').count()) === 0,
  );
  await window.text.focus();
  await window.waitFor('the lens of the latest run', async () =>
    (await window.page.locator('.codelens-decoration').allInnerTexts()).some((text) => text.includes('Latest run')),
  );
  await window.screenshot('documentation-training');
});

test('Layers beside its spec, with a layer chosen', async () => {
  await begin();
  await window.command('Flowscope: Inspect Layers');
  const title = /two-moons · layers/;
  await panelText(window, title, /The terms add up to log q\(x\) in every row/);
  const frame = await window.webview(title);
  await frame.locator('fs-waterfall g.term').nth(3).click();
  await frame.locator('fs-layer-detail fs-scatter').first().waitFor();
  await window.screenshot('documentation-layers');
});

test('Preview beside the spec that it shows', async () => {
  await begin();
  await window.command('Flowscope: Preview Flow');
  await panelText(window, /two-moons · preview/, /two-moons · (converged )?after \d+ steps/);
  await window.screenshot('documentation-preview');
  expect(window.errors.ofExtension()).toEqual([]);
});

async function begin(): Promise<void> {
  await window.command('View: Close All Editors');
  await window.openFile(SPEC);
}
