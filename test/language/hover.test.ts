/** What a pointer over the text of a spec says, and the hint behind the path of a table. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
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
    [
      `Path of the data.\n\nFile of 246 B: \`${join(folder, 'rows.csv')}\`\n\nRows of 3 columns, 36 of them for training.\n`,
      '| column | values | use |\n|---|---|---|',
      '| a | whole numbers | modeled |\n| b | whole numbers | modeled |\n| c | whole numbers | modeled |\n',
      '40 rows; the file names its columns.',
    ].join('\n'),
  );
  expect(await hover('"path": "rows.csv", "testPath": "none.csv"', '"none.csv"')).toBe(
    `Path of the test data.\n\nNo such file: \`${join(folder, 'none.csv')}\``,
  );
  const bounded = '"path": "rows.csv", "columns": ["a", { "name": "b", "bounds": [0, 9] }]';
  expect(await hover(`${bounded}, "standardize": "robust"`, '"rows.csv"')).toContain(
    '| a | whole numbers | modeled: (x − 4)/3.707 |\n| b | whole numbers | modeled: logit(α + (1 − 2α)u), u = x/9, α = 0.0001, then ',
  );
  expect(await hover(bounded, '"bounds"')).toContain('no probability is beyond the bounds');
  expect(await hover('"path": "rows.csv", "standardize": "quantile"', '"standardize"')).toContain('"robust"');
  const key = await hover('"path": "rows.csv"', '"path"');
  expect(key).toContain('`path`: a path, **required**');
  expect(key).toContain('The CSV or TSV file, which may be compressed (.gz, .zst), relative to the spec.');
  expect(await hover('"path": "rows.csv"', '"csv"')).not.toContain('a non-empty string, **required**');
});

test('a hover over the path of a table says what becomes of each column, also while the spec is wrong', async () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i},${Math.sin(i)},${i % 4 === 0 ? '' : Math.cos(i)},${'xyz'[i % 3]},n${i}`,
  );
  await writeFile(join(folder, 'rows.csv'), `id,a|b,c,kind,name\n${rows.join('\n')}\n`);
  const hover = async (keys: string) => {
    const text = `{ "data": { "source": "csv", "path": "rows.csv"${keys} }, "layers": [ { "type": "actnorm" } ], "training": { "batchSize": 8 } }`;
    const file = editor.open(pathToFileURL(join(folder, `${keys.length}.flow.json`)).href, text);
    const position = file.document.positionAt(text.indexOf('"rows.csv"') + 2);
    return (await file.ask<{ contents: { value: string } }>('textDocument/hover', { position })).contents.value;
  };
  expect(await hover(', "exclude": ["id"], "context": ["kind"], "missing": "drop"')).toContain(
    [
      '| id | whole numbers | left out: in "exclude" (a row index: 0, 1, 2, …) |',
      '| a\\|b | numbers | modeled |',
      '| c | numbers | modeled |',
      '| kind | text | context |',
      '| name | text | left out: text in 40 of 40 rows, first \'n0\' on line 2 (can be modeled "as": "category", or be context) |',
      '',
      '40 rows read, 10 dropped because a value is missing; the file names its columns.',
    ].join('\n'),
  );
  const weighted = await hover(', "columns": ["a|b", { "name": "kind", "as": "category" }], "weight": "id"');
  expect(weighted).toContain('| id | whole numbers | weight of the row |');
  expect(weighted).toContain('| kind | text | modeled as category |');
  expect(weighted).toContain('40 rows, effective sample size 30; ');
  expect(await hover(', "columns": ["unknown"]')).toMatch(/\| kind \| text \| {2}\|\n\| name \| text \| {2}\|$/);
});

test('the hint behind the path of a table counts columns and rows', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${Math.sin(i)},${i % 4 === 0 ? '' : Math.cos(i)},n${i}`);
  await writeFile(join(folder, 'rows.csv'), `id,a,b,name\n${rows.join('\n')}\n`);
  const hints = async (keys: string) => {
    const text = `{ "data": { "source": "csv", "path": "rows.csv"${keys} }, "layers": [ { "type": "actnorm" } ], "training": { "batchSize": 8 } }`;
    const file = editor.open(pathToFileURL(join(folder, `${keys.length}.flow.json`)).href, text);
    const range = { start: { line: 0, character: 0 }, end: file.document.positionAt(text.indexOf('"layers"')) };
    const found = await file.ask<{ label: string; tooltip: { value: string } }[]>('textDocument/inlayHint', { range });
    return found.map(({ label, tooltip }) => [label, tooltip.value]);
  };
  expect(await hints(', "exclude": ["id"], "missing": "drop"')).toEqual([
    [
      '2 columns, 30 rows · 2 columns left out · 10 rows dropped',
      [
        'Modeled: a, b.',
        '\nLeft out:\n',
        '- id: in "exclude" (a row index: 0, 1, 2, …)',
        '- name: text in 40 of 40 rows, first \'n0\' on line 2 (can be modeled "as": "category", or be context)',
        '\n10 rows dropped because a value is missing.',
      ].join('\n'),
    ],
  ]);
  expect(await hints(', "columns": ["a"], "shape": [2]')).toEqual([]);
});

test('the path of an array has the same hint and hover as that of a table', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => [Math.sin(i), i % 5, (i % 3) + 1, Math.cos(i)]);
  await writeFile(join(folder, 'x.npy'), writeNpy(Float64Array.from(rows.flat()), [30, 4]));
  await writeFile(
    join(folder, 'c.npy'),
    writeNpy(
      Uint8Array.from(rows, (_, i) => i % 2),
      [30],
    ),
  );
  await writeFile(
    join(folder, 'i.npy'),
    writeNpy(
      Float64Array.from({ length: 120 }, (_, i) => Math.sin(i)),
      [30, 2, 2],
    ),
  );
  const open = (name: string, keys: string) => {
    const text = `{ "data": { "source": "npy", "path": ${keys} }, "layers": [ { "type": "actnorm" } ], "training": { "batchSize": 8 } }`;
    const file = editor.open(pathToFileURL(join(folder, name)).href, text);
    return { text, file, position: file.document.positionAt(text.indexOf('.npy')) };
  };
  const keys =
    '"x.npy", "columns": [{ "name": 0, "transform": "asinh" }, 1], "weight": 2, "dequantize": [1], "contextPath": "c.npy"';
  const { file, text, position } = open('a.flow.json', keys);
  const { contents } = await file.ask<{ contents: { value: string } }>('textDocument/hover', { position });
  expect(contents.value.replace(/asinh[^|]*/, 'asinh ')).toContain(
    [
      '| column | use |',
      '|---|---|',
      '| x0 | modeled: asinh |',
      '| x1 | modeled: noise uniform in \\[0, 1) |',
      '| x3 | left out: not in "columns" |',
      '| x2 | weight of the row |',
      '',
      'Context: label: 0, 1.',
      '',
      '30 rows, effective sample size 26; the columns are numbered from 0.',
    ].join('\n'),
  );
  const range = { start: { line: 0, character: 0 }, end: file.document.positionAt(text.indexOf('"layers"')) };
  const [hint] = await file.ask<{ label: string; tooltip: { value: string } }[]>('textDocument/inlayHint', { range });
  expect(hint!.label).toBe('2 columns, 30 rows · 1 column left out');
  expect(hint!.tooltip.value.split('\n\n')).toEqual([
    'Modeled: x0, x1.',
    'Context: label: 0, 1.',
    'Weight: x2, effective sample size 26.',
    'Noise uniform in [0, 1): x1.',
    expect.stringMatching(/^x0 becomes asinh/),
    'Left out:',
    '- x3: not in "columns"',
  ]);
  const images = open('i.flow.json', '"i.npy"');
  const label = await images.file.ask<{ label: string }[]>('textDocument/inlayHint', { range });
  expect(label[0]!.label).toBe('images of 2 × 2 × 1, 30 rows');
});
