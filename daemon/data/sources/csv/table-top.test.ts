/** Tables as numerical programs and R write them, and what is said of their first lines. */
import { expect, test } from 'vitest';
import { readTable, type Table } from './read-table.ts';

const OPTIONS = { delimiter: 'auto', header: 'auto', limit: null, texts: [] } as const;
const ROWS = ['1.5 67.25 0.3', '2.5 68.5 0.31', '0.5 66.75 0.29'];
const CSV = ROWS.map((row) => row.replaceAll(' ', ','));

const read = (lines: readonly string[], options: object = {}): Table =>
  readTable(Buffer.from(`${lines.join('\n')}\n`), 't.txt', { ...OPTIONS, ...options });

const NAMES = ['weight', 'H0', 'Om'];

test.each([
  ['names behind a number sign', ['# weight H0 Om', ...ROWS], { lines: 1, names: 1 }],
  ['the sign beside a name', ['#weight H0 Om', ...ROWS], { lines: 1, names: 1 }],
  ['commas among the names, blanks among the numbers', ['# weight, H0, Om', ...ROWS], { lines: 1, names: 1 }],
  ['blanks among the names, commas among the numbers', ['# weight H0 Om', ...CSV], { lines: 1, names: 1 }],
  ['commas among both', ['# weight,H0,Om', ...CSV], { lines: 1, names: 1 }],
  [
    'names below other comments',
    ['# by a program, in 2024', '', '# weight H0 Om', '', ...ROWS],
    { lines: 3, names: 3 },
  ],
  ['units below the names', ['# weight H0 Om', '# - km/s/Mpc 1', ...ROWS], { lines: 2, names: 1 }],
  [
    'a line of names below comments',
    ['# by a program', '# in 2024', 'weight H0 Om', ...ROWS],
    { lines: 2, names: null },
  ],
  [
    'columns that are aligned',
    ['#  weight  H0  Om', ...ROWS.map((row) => `  ${row.replaceAll(' ', '   ')} `)],
    { lines: 1, names: 1 },
  ],
  ['tabs', ['# weight\tH0\tOm', ...ROWS.map((row) => row.replaceAll(' ', '\t'))], { lines: 1, names: 1 }],
])('%s', (_, lines, comments) => {
  for (const mark of ['', '\ufeff']) {
    const table = read([`${mark}${lines[0]}`, ...lines.slice(1)]);
    expect(table.columns.map(({ name }) => name)).toEqual(NAMES);
    expect([table.named, table.count, table.comments]).toEqual([true, 3, comments]);
    expect(table.columns[1]!.numbers).toEqual(Float64Array.of(67.25, 68.5, 66.75));
    // Messages use the lines of the file.
    expect(table.lines[2]).toBe(lines.findLastIndex((line) => line !== '') + 1);
  }
});

test('units in brackets belong to the names', () => {
  const names = (line: string) => read([line, ...ROWS]).columns.map(({ name }) => name);
  expect(names('# time [s] flux [Jy] e')).toEqual(['time [s]', 'flux [Jy]', 'e']);
  expect(names('# f(x) H0 (km / s) e')).toEqual(['f(x)', 'H0 (km / s)', 'e']);
});

test('comments that name no columns are skipped, also rows that are commented out', () => {
  for (const line of ['# a chain of two walkers', '# 1 2 3', '# 9.5,8.5,7.5']) {
    const { columns, named, count, comments } = read([line, ...ROWS]);
    expect(columns.map(({ name }) => name)).toEqual(['column1', 'column2', 'column3']);
    expect([named, count, comments]).toEqual([false, 3, { lines: 1, names: null }]);
  }
  expect(read(['# weight H0 Om', ...ROWS], { header: false }).named).toBe(false);
});

test('a column may be called by a number sign, and colors begin with one', () => {
  const counted = read(['#,a,b', ...CSV]);
  expect([counted.columns[0]!.name, counted.comments]).toEqual(['#', undefined]);
  const colors = read(['#ff0000 1 2', '#00ff00 3 4', '#0000ff 5 6'], { delimiter: ' ' });
  expect([colors.count, colors.comments]).toEqual([3, undefined]);
});

test('a header of R has no name for the names of the rows', () => {
  const rows = ROWS.map((row, i) => `"${i + 1}" ${row}`);
  for (const lines of [
    ['"weight" "H0" "Om"', ...rows],
    ['weight,H0,Om', ...CSV.map((row, i) => `car ${i},${row}`)],
    ['weight H0 Om', ...ROWS.map((row, i) => `${i + 1} ${row}`)],
  ]) {
    const table = read(lines);
    expect(table.columns.map(({ name }) => name)).toEqual(['column1', ...NAMES]);
    expect([table.count, table.first[0]]).toEqual([3, '']);
  }
  const quoted = read(['"x" "kind" "y"', '"1" 1.5 "a b" 2', '"2" 2.5 "c" 3']);
  expect(quoted.columns.map(({ name }) => name)).toEqual(['column1', 'x', 'kind', 'y']);
  expect(quoted.columns[2]!.firstText).toEqual({ line: 2, text: 'a b' });
});

test('a comma in numbers does not separate them', () => {
  for (const separator of [';', '\t', '|']) {
    const lines = ['0,38;-0,76;1,5', '1,03;0,49;-1,25', '2,5;3;4,75'].map((line) => line.replaceAll(';', separator));
    const { columns, delimiter } = read(lines);
    expect([columns.length, delimiter]).toEqual([3, separator]);
    expect(columns[0]!.firstText).toEqual({ line: 1, text: '0,38' });
  }
  expect(read(['"a;b",1', '"c;d",2']).delimiter).toBe(',');
});

test('blanks separate fields only where numbers are between them', () => {
  const names = (...lines: string[]) => read(lines).columns.map(({ name }) => name);
  expect(names('size of x', '1', '2')).toEqual(['size of x']);
  expect(names('who', 'Ada Lovelace', 'Carl Gauss')).toEqual(['who']);
  expect(names('a  b', '1  x', '2  y')).toEqual(['a', 'b']);
  expect(read(['a\t b', ' 1   2', '3 \t4 '], { delimiter: 'whitespace' }).columns[1]!.numbers).toEqual(
    Float64Array.of(2, 4),
  );
});
