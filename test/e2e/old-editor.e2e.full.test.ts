/** The package in a VS Code near the oldest that its manifest lets in, whose own Node is too old for the daemon. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';
import { type OldServer, startOldEditor } from './old-editor.ts';
import { packagedExtension } from './vsix.ts';

/** It may have to be built first. Milliseconds. */
const BUILD = 20 * 60_000;
const SOON = 120_000;
/** A key that is wrong. */
const WRONG = '{ "data": { "source": "two-moons" }, "layers": [{ "type": "actnorm" }], "trainning": {} }\n';
const QUICK = JSON.stringify({
  data: { source: 'two-moons' },
  layers: [{ type: 'affine-coupling' }, { type: 'actnorm' }],
  training: { steps: 40 },
});

let server: OldServer;
let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  server = await startOldEditor(packagedExtension());
  editor = await openEditor(server);
  window = await editor.open(null, { 'wrong.flow.json': WRONG, 'quick.flow.json': QUICK });
}, BUILD);

afterAll(async () => {
  await editor?.close();
  await server?.close();
});

test('the extension is let in, and says what to set for its daemon', { timeout: 2 * SOON }, async () => {
  await window.openFile('wrong.flow.json');
  const text = await window.waitFor(
    'message about the Node that is too old',
    async () => (await window.notifications()).find((shown) => shown.includes('the daemon needs Node 22 or newer')),
    SOON,
  );
  expect(text).toContain('This editor includes Node 20.');
  expect(text).toContain('set flowscope.nodePath');
});

test('with a newer Node: diagnostics, a run and its panel', { timeout: 6 * SOON }, async () => {
  await server.setNodePath(process.execPath);
  await window.reload();
  await window.openFile('wrong.flow.json');
  await window.waitFor(
    'squiggle',
    () => window.page.locator('.squiggly-error, .squiggly-warning').first().isVisible(),
    SOON,
  );
  expect((await window.problems()).join('\n')).toContain('trainning');
  await window.openFile('quick.flow.json');
  await window.command('Flowscope: Train Flow');
  const ending = await window.waitFor(
    'end of the run',
    async () => (await window.notifications()).find((shown) => shown.startsWith('quick is trained: 40 steps')),
    2 * SOON,
  );
  expect(ending).toMatch(/best NLL −?\d+\.\d{4} ± \d+\.\d{4} nats at step \d+\.$/);
  const panel = await window.webview('quick · training');
  await window.waitFor('curves', () => panel.locator('fs-line-chart').first().isVisible(), SOON);
  await window.screenshot('old-editor');
  expect(window.errors.ofExtension()).toEqual([]);
});
