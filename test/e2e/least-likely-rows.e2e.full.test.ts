/** A row that the flow finds unlikely, in the real editor: from the Evaluation panel to its line in the data file. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { train } from './command-line.ts';
import { type Editor, openEditor } from './editor.ts';
import { panelText } from './panel-page.ts';

/** Two runs are trained, and a window is opened. */
const PATIENCE = 240_000;

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
});

afterAll(() => editor?.close());

const FAR = '9.125,-9.25';
const rows = Array.from({ length: 200 }, (_, i) => `${Math.sin(i).toFixed(3)},${Math.cos(3 * i).toFixed(3)}`);
rows[150] = FAR;
const text = ['a,b', ...rows, ''].join('\n');

const specOf = (path: string) => ({
  data: { source: 'csv', path, split: { validation: 0.1, test: 0.4 } },
  layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }],
  training: { steps: 10, batchSize: 20 },
});

test(
  'a row of a CSV file, and of a compressed one, opens at its line',
  async () => {
    const folder = await editor.folder(null, {
      'plain.csv': text,
      'plain.flow.json': JSON.stringify(specOf('plain.csv')),
      'packed.flow.json': JSON.stringify(specOf('packed.csv.gz')),
    });
    await writeFile(join(folder, 'packed.csv.gz'), gzipSync(await readFile(join(folder, 'plain.csv'))));
    for (const name of ['plain', 'packed']) expect(await train(join(folder, `${name}.flow.json`))).toBe(true);
    const window = await editor.openFolder(folder);
    for (const [name, file] of [
      ['plain', 'plain.csv'],
      ['packed', 'packed.csv'],
    ] as const) {
      await window.openFile(`${name}.flow.json`);
      await window.command('Flowscope: Show Evaluation');
      const title = new RegExp(`${name} · evaluation`);
      await panelText(window, title, /Least likely rows/);
      const link = (await window.webview(title)).getByRole('button', { name: /^Open .* at line/ }).first();
      const said = (await link.getAttribute('aria-label')) ?? (await link.textContent()) ?? '';
      await link.click();
      await window.waitFor(`the file ${file}`, async () => (await window.activeTab()) === file);
      const line = Number(/line (\d+)/.exec(said)?.[1]);
      // The header is line 1.
      expect(await window.editorText()).toContain(rows[line - 2]);
      await window.waitFor('the line in the status bar', async () =>
        window.page.locator('.statusbar', { hasText: `Ln ${line},` }).isVisible(),
      );
      await window.screenshot(`least-likely-${name}`);
    }
    expect(await window.notifications()).toEqual([]);
    expect(window.errors.ofExtension()).toEqual([]);
  },
  PATIENCE,
);
