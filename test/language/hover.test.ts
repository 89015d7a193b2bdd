/** What a pointer over the text of a spec says. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Editor, startEditor } from './client.ts';

let folder: string;
let editor: Editor;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-hover-'));
  editor = await startEditor();
});
afterEach(() => {
  expect(editor.errors).toEqual([]);
  editor.close();
});

test('a hover over a path says what it is for, where it leads and what is there', async () => {
  await writeFile(join(folder, 'rows.csv'), `a,b,c\n${'1,2,3\n2,3,5\n4,4,4\n7,1,2\n'.repeat(10)}`);
  const text = (data: string) =>
    `{ "data": { "source": "csv", ${data} }, "layers": [ { "type": "actnorm" } ], "training": { "batchSize": 8 } }`;
  let opened = 0;
  const hover = async (data: string, word: string) => {
    const file = editor.open(pathToFileURL(join(folder, `${opened++}.flow.json`)).href, text(data));
    const position = file.document.positionAt(text(data).indexOf(word) + 2);
    const { contents } = await file.ask<{ contents: { value: string } }>('textDocument/hover', { position });
    return contents.value;
  };
  const split = '"split": { "validation": 0.1, "test": 0 }';
  expect(await hover(`"path": "rows.csv", ${split}`, '"rows.csv"')).toBe(
    `Path of the data.\n\nFile of 246 B: \`${join(folder, 'rows.csv')}\`\n\nRows of 3 columns, 36 of them for training.`,
  );
  expect(await hover('"path": "rows.csv", "testPath": "none.csv"', '"none.csv"')).toBe(
    `Path of the test data.\n\nNo such file: \`${join(folder, 'none.csv')}\``,
  );
  const key = await hover('"path": "rows.csv"', '"path"');
  expect(key).toContain('`path`: a path, **required**');
  expect(key).toContain('The CSV or TSV file, relative to the spec.');
  expect(await hover('"path": "rows.csv"', '"csv"')).not.toContain('a non-empty string, **required**');
});
