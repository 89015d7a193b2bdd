/** Tables that would not be modelled as their owner expects: what is reported, and that every fix cures it. */
import { expect, test } from 'vitest';
import type { TableDoubt } from '../../data/doubts/define-doubt.ts';
import { csv } from '../../data/sources/csv/csv-source.ts';
import { createReport } from '../diagnostic.ts';
import { applyFix } from '../fixes/apply-fix.ts';
import { parseSpec } from '../text/parse.ts';
import { reportTableDoubts } from './table-doubts.ts';
import { ROWS, useTables, with_ } from './testing/use-tables.ts';

const { specOf, check, doubtsOf } = useTables();

test.each([
  [
    'one bad cell',
    ['a,b', ...with_(7, '3.12*,0.5')],
    [
      'error',
      `t.csv: line 9, column a: '3.12*' is not a number, but the other 39 cells are; correct the cell, remove the line, or leave the column out with "exclude": ["a"]`,
      ['"exclude": ["a"]'],
    ],
  ],
  [
    'two bad cells',
    ['a,b', ...with_(3, '0.5,zero', with_(7, '0.5,one'))],
    [
      'error',
      "line 5, column b: 'zero' is the first of 2 cells that are not numbers, but the other 38 are; correct the cells; if 'zero', 'one' stand for a missing value, set",
      ['"missing": "drop" and "missingValues": [{"column":"b","values":["zero","one"]}]', '"exclude": ["b"]'],
    ],
  ],
  [
    'decimal commas in one column',
    ['a;b', ...ROWS.map((line, i) => line.replace(',', ';').replace(/;.*/, `;1,${i}`))],
    [
      'error',
      "line 2, column b: '1,0' has a decimal comma, which is not supported; save the table with decimal points, or leave",
      ['"exclude": ["b"]'],
    ],
  ],
  [
    'a bad cell in the first of the rows, which have no header',
    with_(0, '3.12*,0.5'),
    ['error', "line 1, column column1: '3.12*' is not a number, but the other 39 cells", ['"exclude": ["column1"]']],
  ],
  [
    'commas that are decimal or separate thousands',
    ['a;b', ...ROWS.map((line, i) => line.replace(',', ';').replace(/;.*/, `;12,${500 + i}`))],
    ['error', "'12,500' has a comma (decimal or thousands separator), which is not supported", ['"exclude": ["b"]']],
  ],
  [
    'numbers as names',
    ['0,1', ...ROWS],
    [
      'error',
      'line 1 (0, 1) may be a header: its numbers have no decimal point, unlike those below',
      ['"header": true', '"header": false'],
    ],
  ],
  [
    'numbers as names, above a fraction that is written as a whole number, and others with .0',
    ['0,1', ...Array.from({ length: 200 }, (_, i) => (i === 7 ? '2,0.5' : `${(i % 5).toFixed(1)},${i / 7 + 0.01}`))],
    ['error', 'line 1 (0, 1) may be a header', ['"header": true', '"header": false']],
  ],
  [
    'numbers as names beside labels',
    ['country,0,1', ...ROWS.map((line, i) => `c${i},${line}`)],
    ['error', 'line 1 (0, 1) may be a header', ['"header": true', '"header": false']],
  ],
  [
    'a word among numbers as names',
    ['x,1', ...ROWS],
    ['error', "line 1 looks like a header: 'x' is not a number, but all values below it are", ['"header": true']],
  ],
  [
    'a column that counts the rows',
    [',a,b', ...ROWS.map((line, i) => `${i},${line}`)],
    ['warning', 'column column1 is a row index (0, 1, 2, …), not a measurement', ['"exclude": ["column1"]']],
  ],
  [
    'a column that counts the rows from 1001',
    ['id,a,b', ...ROWS.map((line, i) => `${1001 + i},${line}`)],
    ['warning', 'column id is a row index (1001, 1002, 1003, …), not a measurement', ['"exclude": ["id"]']],
  ],
  [
    'times in equal steps',
    ['t,a,b', ...ROWS.map((line, i) => `${1_700_000_000 + 60 * i},${line}`)],
    [
      'warning',
      'column t rises or falls by equal steps (1700000000, 1700000060, 1700000120, …), as a time or a row number does',
      ['"exclude": ["t"]'],
    ],
  ],
  [
    'an outlier',
    ['a,b', ...with_(20, '0.1,-1e6')],
    ['warning', 'line 22, column b: -1000000 is an outlier', ['"standardize": "quantile"']],
  ],
] as const)('%s is reported, and every fix cures it', async (_, lines, [severity, message, fixes]) => {
  const text = specOf(lines);
  const { found } = await doubtsOf(text);
  expect(found.map((one) => [one.severity, one.path])).toEqual([[severity, 'data.path']]);
  expect(found[0]!.message).toContain(message);
  expect(found[0]!.fixes.map(({ title }) => title)).toEqual(fixes.map((fix) => `Set ${fix}`));
  for (const fix of found[0]!.fixes) {
    const fixed = applyFix(text, fix);
    expect([fix.title, (await doubtsOf(fixed)).found]).toEqual([fix.title, []]);
    if (fix.title.includes('exclude')) expect(found[0]!.message).toContain('"exclude": [');
  }
});

test('rows without a value: their number is known, and a warning if they are most of them', async () => {
  const sparse = ROWS.map((line, i) => (i % 4 === 0 ? `${line},0.${i}` : `${line},`));
  const text = specOf(['a,b,c', ...sparse], ', "missing": "drop"');
  const { found, reading } = await doubtsOf(text);
  expect(reading).toEqual({ columns: ['a', 'b', 'c'], leftOut: [], read: 40, dropped: 30, header: true });
  expect(found.map(({ code, message }) => [code, message])).toEqual([
    [
      'dropped-rows',
      expect.stringContaining(
        '30 of 40 rows are dropped because of missing values. Column c has no value in 30 of them',
      ),
    ],
  ]);
  const fixed = applyFix(text, found[0]!.fixes[0]!);
  expect((await doubtsOf(fixed)).reading).toMatchObject({ columns: ['a', 'b'], dropped: 0 });
});

test.each([
  ['"columns": ["a", "c"], "context": ["b"]', 'columns', '"columns": ["a"], "context": ["b"]'],
  ['"columns": ["c", { "name": "a", "period": 4 }]', 'columns', '"columns": [{ "name": "a", "period": 4 }]'],
  ['"columns": ["c"], "context": ["b"]', 'columns', null],
  ['"columns": ["a"], "context": ["b", "c"]', 'context', '"columns": ["a"], "context": ["b"]'],
  ['"context": [{ "column": "c", "as": "number" }]', 'context', '"context": [], "exclude": ["c"]'],
])('a column without values is left out of the list that it is in: %s', async (keys, list, left) => {
  const sparse = ROWS.map((line, i) => (i % 4 === 0 ? `${line},0.${i}` : `${line},`));
  const text = specOf(['a,b,c', ...sparse], `, "missing": "drop", ${keys}`);
  const { found } = await doubtsOf(text);
  expect(found.map(({ code }) => code)).toEqual(['dropped-rows']);
  expect(found[0]!.message).toContain(`no value in 30 of them: leave it out of "${list}", or fill in the values`);
  const fixed = found[0]!.fixes.map((fix) => applyFix(text, fix));
  expect(fixed).toEqual(left === null ? [] : [text.replace(keys, left)]);
  for (const one of fixed) expect((await doubtsOf(one)).reading).toMatchObject({ dropped: 0 });
});

test.each([
  [
    'error',
    'a bad cell',
    (i: number, value: string) => (i === 3 ? 'x' : value),
    "line 5, column c0: 'x' is not a number",
  ],
  ['warning', 'an index', (i: number) => String(i), 'column c0 is a row index (0, 1, 2, …)'],
  ['warning', 'an outlier', (i: number, value: string) => (i === 3 ? '1e7' : value), 'line 5, column c0: 10000000 is'],
])(
  'many columns with the same %s (%s) are one finding, and its fix cures all of them',
  async (severity, _, cell, message) => {
    const columns = Array.from({ length: 12 }, (_, j) => `c${j}`);
    const rows = ROWS.map((line, i) => [...columns.map((_, j) => cell(i, String(Math.sin(i + j)))), line].join(','));
    const text = specOf([`${columns.join(',')},a,b`, ...rows]);
    const { found } = await doubtsOf(text);
    expect(found.map((one) => one.severity)).toEqual([severity]);
    expect(found[0]!.message).toContain(message);
    expect(found[0]!.message).toMatch(/The same applies to 11 other columns: c1, c2, c3, c4, c5, c6, c7, …$/);
    for (const fix of found[0]!.fixes) {
      expect(['Leave out 12 columns: name them in "exclude"', 'Set "standardize": "quantile"']).toContain(fix.title);
      expect((await doubtsOf(applyFix(text, fix))).found).toEqual([]);
    }
  },
);

test.each([
  ['a bad cell', ['a,b', ...with_(7, '3.12*,0.5')], '"shape": [1]', 'Set "exclude": ["a"]'],
  [
    'a row index',
    ['n,a,b', ...ROWS.map((line, i) => `${i + 1},${line}`)],
    '"shape": [3]',
    'Set "exclude": ["n"] and "shape": [2]',
  ],
  ['a word in the header', ['x,1', ...ROWS], '"shape": [1]', 'Set "header": true and "shape": [2]'],
  ['numbers as a header', ['0,1', ...ROWS], '"shape": [2]', 'Set "header": true'],
  [
    'a column without values',
    ['a,b,c', ...ROWS.map((line, i) => `${line},${i % 4 === 0 ? `0.${i}` : ''}`)],
    '"columns": ["a", "c"], "missing": "drop", "shape": [2]',
    'Remove c from "columns"',
  ],
  [
    'a context column without values',
    ['a,b,c', ...ROWS.map((line, i) => `${line},${i % 4 === 0 ? `0.${i}` : ''}`)],
    '"context": ["c"], "missing": "drop", "contextSize": 1',
    'Remove c from "context", and add it to "exclude"',
  ],
])('a fix also changes the declared size: %s', async (_, lines, keys, title) => {
  const text = specOf(lines, `, ${keys}`);
  const { found } = await doubtsOf(text);
  const chosen = found.flatMap(({ fixes }) => fixes).find((fix) => fix.title === title);
  expect([title, chosen]).toEqual([title, expect.anything()]);
  const { diagnostics } = await check(applyFix(text, chosen!));
  expect(diagnostics).toEqual([]);
});

test.each([
  ['names that pandas gives to columns', ['0,1,2'], (i: number) => [7 * i, i * i, 3 + i].map((x) => x % 9)],
  ['years above counts', ['2019,2020,2021'], (i: number) => [500 + i, 480 + (i % 7), 510 - i]],
  ['wavelengths', ['400.5,401,401.5'], (i: number) => [0, 1, 2].map((j) => Math.sin(i + j))],
  ['numbers below 0', ['-1,0,1'], (i: number) => [0.5, 1.5, 2.5].map((j) => Math.sin(i + j))],
])('a first line of numbers may be a header: %s', async (_, first, row) => {
  const lines = [...first, ...Array.from({ length: 40 }, (_, i) => row(i).join(','))];
  const { found } = await doubtsOf(specOf(lines));
  expect(found.map(({ message, fixes }) => [message, fixes.length])).toEqual([
    [expect.stringMatching(/^t\.csv: line 1 \(.*\) may be a header: its numbers /), 2],
  ]);
  for (const fix of found[0]!.fixes) {
    expect((await doubtsOf(applyFix(specOf(lines), fix))).found.filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
  }
});

test.each([
  ['columns that grow', (i: number) => [0.5 + i, 1.25 + 2 * i + Math.sin(i), 3.5 + 4 * i]],
  ['whole numbers', (i: number) => [(i * i) % 5, 1 + (i % 7), 3 + ((2 * i) % 3)]],
  ['negative whole numbers', (i: number) => [-5 - (i % 4), -1 - ((i * i) % 3)]],
])('a first row of data is none: %s', async (_, row) => {
  const { found } = await doubtsOf(specOf(Array.from({ length: 40 }, (_, i) => row(i).join(','))));
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('numbers that are written as text are not left out unnoticed', async () => {
  const text = specOf(['a,b,c', ...ROWS.map((line, i) => `${line},${i}.5%`)]);
  const { found } = await doubtsOf(text);
  expect(found.map(({ message }) => message)).toEqual([
    `t.csv: line 2, column c: '0.5%' (the first of 40 cells) has a percent sign; save the table without percent signs, or leave the column out with "exclude": ["c"]`,
  ]);
  expect((await doubtsOf(applyFix(text, found[0]!.fixes[0]!))).found).toEqual([]);
});

test('a row index, a bad cell and columns that are excluded already: each fix cures its own', async () => {
  const lines = ['n,a,b,c', ...with_(7, '3.12*,0.5').map((line, i) => `${i},${line},${Math.sin(3 * i)}`)];
  const text = specOf(lines, ', "exclude": ["c"]');
  const { found } = await doubtsOf(text);
  expect(found.map(({ code, fixes }) => [code, fixes.map(({ title }) => title)])).toEqual([
    ['invalid-data', ['Set "exclude": ["c","a"]']],
    ['row-index', ['Set "exclude": ["c","n"]']],
  ]);
  const once = applyFix(text, found[0]!.fixes[0]!);
  const rest = await doubtsOf(once);
  expect(rest.found.map(({ code }) => code)).toEqual(['row-index']);
  expect((await doubtsOf(applyFix(once, rest.found[0]!.fixes[0]!))).found).toEqual([]);
});

test('no column is advised if none would remain, and no header with a name twice', async () => {
  const { found } = await doubtsOf(specOf(['n,a', ...ROWS.map((_, i) => `${i},${i === 7 ? '3*' : 0.5 + i}`)]));
  const [text] = found;
  expect([text?.message, text?.fixes]).toEqual([expect.stringMatching(/correct the cell, or remove the line$/), []]);
  const twice = await doubtsOf(specOf(['x,1,1', ...ROWS.map((line, i) => `${line},${Math.sin(3 * i)}`)]));
  expect(twice.found.map(({ message, fixes }) => [message, fixes])).toEqual([
    [expect.stringContaining('line 1 looks like a header'), []],
  ]);
});

test.each([
  ['a category', 'kind', (i: number) => `c${i % 13}`, '{ "name": "kind", "as": "category" }'],
  ['the number of a class', 'label', (i: number) => `${i % 13}`, '"label"'],
])('labels with few rows are named where they are modeled, too: %s', async (_, name, cell, entry) => {
  const lines = [`a,b,${name}`, ...ROWS.map((line, i) => `${line},${cell(i)}`)];
  const text = specOf(lines, `, "columns": ["a", "b", ${entry}], "dequantize": true`);
  const few = async (own: string) => (await check(own)).diagnostics.filter(({ code }) => code === 'many-labels');
  const [found] = await few(text);
  expect(found!.message).toContain(`column ${name} has 13 labels for 32 training rows (2.46 each)`);
  expect(await few(applyFix(text, found!.fixes[0]!))).toEqual([]);
  // A number that is measured has no other name.
  const measured = [`a,b,age`, ...ROWS.map((line, i) => `${line},${i % 13}`)];
  expect(await few(specOf(measured, ', "dequantize": true'))).toEqual([]);
});

test('whole numbers of later turns keep an angle from having noise', async () => {
  const days = ['day,b', ...ROWS.map((line, i) => `${i % 4 === 0 ? 400 : 9 * i},${line.split(',')[0]}`)];
  const text = specOf(days, ', "columns": [{ "name": "day", "period": 365.25 }, "b"], "dequantize": true');
  const angles = async (own: string) => (await check(own)).diagnostics.filter(({ code }) => code === 'angle');
  const [found] = await angles(text);
  expect(found!.message).toContain(
    'its whole numbers are not whole modulo its period 365.25, so that they get no noise',
  );
  const fixed = await check(applyFix(text, found!.fixes[0]!));
  expect([fixed.diagnostics.filter(({ code }) => code === 'angle'), fixed.reading?.noise]).toEqual([
    [],
    [{ columns: ['day'], step: 1 }],
  ]);
});

test('a row index is not said to need noise, other integers are', async () => {
  const text = specOf(['n,a,b,k', ...ROWS.map((line, i) => `${i},${line},${i % 3}`)]);
  const { diagnostics } = await check(text);
  expect(diagnostics.map(({ code, message }) => [code, message.split(' ')[1]])).toEqual([
    ['discrete-data', 'k'],
    ['row-index', 'n'],
  ]);
});

test('nothing is said about values while the first line may be a header', async () => {
  const lines = ['2001,2002', ...with_(20, '0.1,-1000000.5')];
  const codes = async (keys: string) => (await doubtsOf(specOf(lines, keys))).found.map(({ code }) => code);
  expect(await codes('')).toEqual(['invalid-data']);
  expect(await codes(', "header": true')).toEqual(['outlier']);
  expect(await codes(', "header": false')).toEqual(['outlier', 'outlier']);
});

test('a report that is full counts doubts by their severity, without words for them', () => {
  const report = createReport(parseSpec('{}'));
  for (let i = 0; !report.full; i++) {
    report.add({ code: 'outlier', severity: 'warning', message: `${i}`, span: { offset: 0, length: 1 }, path: '' });
  }
  const reading = {
    get columns(): never {
      throw new Error('named for nothing');
    },
    leftOut: [],
    read: 1,
    dropped: 0,
    header: true,
  };
  const summary = {
    shape: [1],
    context: null,
    range: { low: 0, high: 1, closed: true },
    integerColumns: [],
    bits: null,
  };
  const node = report.document.root;
  if (node?.kind !== 'object') throw new Error('no object');
  const spec = {
    root: { node, path: '' },
    data: { node, path: 'data' },
    definition: csv,
    commonKeys: [],
    longTailedBase: null,
    flow: { longTails: false, takesInterval: false, takesWeights: true },
  };
  const add = (doubt: TableDoubt) => reportTableDoubts(report, spec, node, { ...summary, reading, doubts: [doubt] });
  add({ kind: 'row-index', column: 'n', from: 0 });
  expect([report.hasErrors, report.diagnostics().at(-1)?.message]).toEqual([
    false,
    '1000 problems are listed, 1 more is not',
  ]);
  add({ kind: 'header', line: 1, fields: ['0', '1'], word: null, dimension: 2 });
  expect([report.hasErrors, report.diagnostics().at(-1)?.message]).toEqual([
    true,
    '1000 problems are listed, 2 more are not',
  ]);
});
