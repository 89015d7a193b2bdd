/** Tables that would be modelled otherwise than their owner thinks: what is said, and that every fix cures it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkSpec } from '../check-spec.ts';
import { applyFix } from '../spec-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-table-doubts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CODES = ['invalid-data', 'row-index', 'outlier', 'dropped-rows'];
const LAYERS = '"layers": [{ "type": "linear" }], "training": { "batchSize": 4 } }';

async function doubtsOf(text: string) {
  const { diagnostics, reading } = await checkSpec(text, { folder, trusted: true, fileStem: 't' });
  return { found: diagnostics.filter(({ code }) => CODES.includes(code)), reading };
}

function specOf(lines: readonly string[], keys = ''): string {
  writeFileSync(join(folder, 't.csv'), `${lines.join('\n')}\n`);
  return `{ "data": { "source": "csv", "path": "t.csv"${keys} }, ${LAYERS}`;
}

/** Rows of two columns with fractions. */
const ROWS = Array.from({ length: 40 }, (_, i) => `${Math.sin(i + 1)},${Math.cos(2 * i + 1)}`);
const with_ = (row: number, text: string, rows = ROWS) => rows.map((line, i) => (i === row ? text : line));

test.each([
  [
    'one bad cell',
    ['a,b', ...with_(7, '3.12*,0.5')],
    [
      'error',
      "t.csv: line 9, column a: '3.12*' is not a number, as the other 39 cells are. Correct the cell",
      ['"columns": ["b"]'],
    ],
  ],
  [
    'two bad cells',
    ['a,b', ...with_(3, '0.5,zero', with_(7, '0.5,one'))],
    ['error', "line 5, column b: 'zero' is not a number, nor are 1 other cells; 38 are", ['"columns": ["a"]']],
  ],
  [
    'decimal commas in one column',
    ['a;b', ...ROWS.map((line, i) => line.replace(',', ';').replace(/;.*/, `;1,${i}`))],
    ['error', "line 2, column b: '1,0' has a decimal comma, and only a decimal point is read", ['"columns": ["a"]']],
  ],
  [
    'numbers as names',
    ['0,1', ...ROWS],
    ['error', 'line 1 (0, 1) may be a header: it has only whole numbers', ['"header": true', '"header": false']],
  ],
  [
    'a word among numbers as names',
    ['x,1', ...ROWS],
    ['error', "line 1 seems to be a header: 'x' is not", ['"header": true']],
  ],
  [
    'a column that counts the rows',
    [',a,b', ...ROWS.map((line, i) => `${i},${line}`)],
    ['warning', 'column column1 counts the rows from 0', ['"columns": ["a","b"]']],
  ],
  ['an outlier', ['a,b', ...with_(20, '0.1,-1e6')], ['warning', 'line 22, column b: -1000000 is an outlier', []]],
] as const)('%s is reported, and every fix cures it', async (_, lines, [severity, message, fixes]) => {
  const text = specOf(lines);
  const { found } = await doubtsOf(text);
  expect(found.map((one) => [one.severity, one.path])).toEqual([[severity, 'data.path']]);
  expect(found[0]!.message).toContain(message);
  expect(found[0]!.fixes.map(({ title }) => title)).toEqual(fixes.map((fix) => `Set ${fix}`));
  for (const fix of found[0]!.fixes) {
    const fixed = applyFix(text, fix);
    expect([fix.title, (await doubtsOf(fixed)).found]).toEqual([fix.title, []]);
    if (fix.title.includes('columns')) expect(found[0]!.message).toContain('"columns": [');
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
      expect.stringContaining('30 of 40 rows are dropped because a value is missing: 30 have none in column c'),
    ],
  ]);
  const fixed = applyFix(text, found[0]!.fixes[0]!);
  expect((await doubtsOf(fixed)).reading).toMatchObject({ columns: ['a', 'b'], dropped: 0 });
});

test('what is left out has a reason; labels that are sometimes numbers are labels', async () => {
  const rows = ROWS.map((line, i) => `${line},${i % 3 === 0 ? i : 'A'},,${i},k`);
  const text = specOf(['a,b,label,empty,n,kind', ...rows], ', "context": ["kind"], "missing": "drop"');
  const { found, reading } = await doubtsOf(text);
  expect(found.map(({ code }) => code)).toEqual(['row-index']);
  expect(reading).toEqual({
    columns: ['a', 'b', 'n'],
    leftOut: [
      { name: 'label', why: "text in 26 of 40 rows, first 'A' on line 3" },
      { name: 'empty', why: 'no values' },
    ],
    read: 40,
    dropped: 0,
    header: true,
  });
  const chosen = await doubtsOf(specOf(['a,b,c', ...ROWS.map((line) => `${line},x`)], ', "columns": ["b", "a"]'));
  expect(chosen.reading?.leftOut).toEqual([{ name: 'c', why: "text in 40 of 40 rows, first 'x' on line 2" }]);
});

test('a table without peculiarities has no doubts: whole numbers, few rows, heavy tails, times', async () => {
  const integers = Array.from({ length: 40 }, (_, i) => `${i % 7},${(3 * i) % 11}`);
  const exponential = Array.from(
    { length: 1000 },
    (_, i) => `${-Math.log((i + 0.5) / 1000)},${Math.exp(3 * Math.sin(i))}`,
  );
  for (const lines of [integers, ['1,2', '3.5,4.5'], exponential, ['a,b', ...ROWS]]) {
    expect(
      (await doubtsOf(specOf(lines))).found.filter(({ code }) => code !== 'invalid-data' || lines.length > 3),
    ).toEqual([]);
  }
});

test.each([
  ['', true],
  [', "standardize": true', false],
  [', "dequantize": true', false],
])('values that are not standardized may fit a layer that takes an interval%s', async (keys, fits) => {
  const rows = ROWS.map((line) =>
    line
      .split(',')
      .map((value) => (1 + Number(value)) / 2)
      .join(','),
  );
  const standardize = keys.includes('standardize') ? '' : ', "standardize": false';
  const text = specOf(['a,b', ...rows], `${standardize}${keys}`).replace('[{', '[{ "type": "logit" }, {');
  const { diagnostics } = await checkSpec(text, { folder, trusted: true, fileStem: 't' });
  expect(diagnostics.filter(({ code }) => code === 'domain').length).toBe(fits ? 0 : 1);
  const beyond = await checkSpec(specOf(['a,b', ...ROWS], standardize).replace('[{', '[{ "type": "logit" }, {'), {
    folder,
    trusted: true,
    fileStem: 't',
  });
  expect(beyond.diagnostics.map(({ code }) => code)).toEqual(['domain']);
});
