/** What is said of files that are no clean table, and that following it helps. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { readTable } from './read-table.ts';
import { resolveSelection } from './select-columns.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-advice-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OPTIONS = { delimiter: 'auto', header: 'auto', limit: null, texts: [] } as const;
const ROWS = ['1.5,2.5,3.5', '-2,0.5,1e-3', '4.25,7.5,8'];

function columnsOf(bytes: Uint8Array): readonly string[] {
  const table = readTable(bytes, 't.csv', OPTIONS);
  return resolveSelection(table, { context: [] }).columns.map(({ name }) => name);
}

function failure(bytes: Uint8Array): { readonly message: string; readonly hint: string } {
  try {
    columnsOf(bytes);
  } catch (error) {
    if (error instanceof FlowscopeError) return { message: error.message, hint: error.hint ?? '' };
    throw error;
  }
  throw new Error('no error');
}

const text = (...lines: string[]) => Buffer.from(`${lines.join('\n')}\n`);

test.each([
  ['comments below', text('a,b,c', ...ROWS, '# by a program'), /line 5 has 1 field/, ['a', 'b', 'c']],
  ['a title above', text('Results, 2024', '', 'a,b,c', ...ROWS), /line 3 has 3 fields/, ['a', 'b', 'c']],
  [
    'a title, padded',
    text('Results,,', ',,', 'a,b,c', ...ROWS),
    /line 3 \(a, b, c\) has the names of the columns/,
    ['a', 'b', 'c'],
  ],
  ['units below the names', text('a,b,c', 'm,kg,s', ...ROWS), /line 2 \(m, kg, s\) is no row/, ['a', 'b', 'c']],
  [
    'merged names',
    text('A,,B', 'mean,std,mean', ...ROWS),
    /lines 1 and 2 \(mean, std, mean\) together name/,
    ['A_mean', 'A_std', 'B_mean'],
  ],
  [
    'units above two columns',
    text('a,b', 's,m', ...ROWS.map((row) => row.slice(0, row.lastIndexOf(',')))),
    /line 2 \(s, m\) is no row/,
    ['a', 'b'],
  ],
  ['names of two levels', text('l,l,r', 'x,y,x', ...ROWS), /lines 1 and 2 together name/, ['l_x', 'l_y', 'r_x']],
  [
    'names of two levels above the name of the index',
    text(',l,l', ',x,y', 'i,,', ...ROWS),
    /lines 1 and 2 together name/,
    ['column1', 'l_x', 'l_y'],
  ],
  ['separators at the ends', text('a,b,c', ...ROWS.map((row) => `${row},`)), /line 2 has 4 fields/, ['a', 'b', 'c']],
  ['equal names of rows', text('a,b,c', ...ROWS.map((row) => `r,${row}`)), /line 2 has 4 fields/, ['a', 'b', 'c']],
  ['a line for Excel', text('sep=;', 'a;b', '1.5;2.5', '3;4'), /a line for Excel/, ['a', 'b']],
  ['a Fortran exponent', text('a', '1.5D+00', '-2.5d-3'), /has an exponent with D/, ['a']],
  ['dashes', text('a', '−1.5', '–2.5'), /begins with a dash/, ['a']],
])('the command in the advice works: %s', (_, bytes, message, columns) => {
  const found = failure(bytes);
  expect(found.message).toMatch(message);
  const command = /\b(?:sed|tail|awk) .* > NEW\.csv$/.exec(found.hint)![0];
  writeFileSync(join(folder, 'OLD.csv'), bytes);
  writeFileSync(join(folder, 'OLD.txt'), bytes);
  execFileSync('sh', ['-c', command], { cwd: folder });
  expect(columnsOf(readFileSync(join(folder, 'NEW.csv')))).toEqual(columns);
});

test.each([
  ['names separated in another way', text('a;b;c', ...ROWS), /separate the fields of the first line as in all other/],
  ['a footer', text('a,b,c', ...ROWS, '(3 rows)'), /fill in the missing fields, or remove the line/],
  ['an Excel workbook', Buffer.from(`PK\x03\x04${'-'.repeat(26)}[Content_Types].xml`), /pd\.read_excel\("t\.csv"\)/],
  ['a ZIP archive', Buffer.from(`PK\x03\x04${'-'.repeat(26)}t.csv`), /unzip "t\.csv"/],
  ['an HTML page', text('<!DOCTYPE html>', '<html>', '</html>'), /download the file again/],
  ['JSON lines', text('{"a": 1, "b": 2}', '{"a": 3, "b": 4}'), /pd\.read_json\("t\.csv", lines=True\)/],
  ['JSON', text('[{"a": 1},', '{"a": 2}]'), /pd\.read_json\("t\.csv"\)/],
  ['a pointer', text('version https://git-lfs.github.com/spec/v1', 'oid sha256:4d7a'), /git lfs pull/],
  ['percentages', text('a', '12%', '3.5 %'), /without percent signs/],
])('the advice fits: %s', (_, bytes, hint) => {
  expect(failure(bytes).hint).toMatch(hint);
});

test('one blank between numbers separates fields, and one between words does not', () => {
  const lines = ROWS.map((row) => row.replaceAll(',', ' '));
  expect(columnsOf(text(...lines))).toEqual(['column1', 'column2', 'column3']);
  expect(columnsOf(text('a b c', ...lines))).toEqual(['a', 'b', 'c']);
  expect(columnsOf(text('size of x', '1', '2'))).toEqual(['size of x']);
});

test('units above numbers with decimal commas are named before the commas', () => {
  expect(failure(text('a;b', 's;m', '1,5;2,5', '3;4,5')).message).toMatch(/line 2 \(s, m\) is no row/);
});
