import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';
import type { Dataset } from '../../definition.ts';
import { csv, csvSchema } from './csv-source.ts';
import { loadCsv } from './load-csv.ts';
import { readTable } from './read-table.ts';
import { resolveSelection, selectRows } from './select-columns.ts';
import { tableDoubts } from './table-doubts.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-csv-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function load(
  text: string | Uint8Array,
  config: object = {},
  files: Record<string, string> = {},
): Promise<Dataset> {
  writeFileSync(join(folder, 'table.csv'), text);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const parsed = csvSchema.parse({
    path: 'table.csv',
    split: { validation: 0, test: 0 },
    standardize: false,
    ...config,
  });
  return loadCsv({ ...parsed, seed: 0, limit: null }, { folder, trusted: false });
}

const failing = (message: string | RegExp) => ({
  code: 'data',
  file: 'table.csv',
  message: expect.stringMatching(message),
});

test.each([
  ['comma', 'a,b,name\n1,2.5,x\n3,-4e2,y\n'],
  ['tab, CRLF, no last newline', 'a\tb\tname\r\n1\t2.5\tx, y\r\n3\t-4e2\ty'],
  ['semicolon, byte order mark, blanks, empty lines', '\ufeffa ; b; name\n\n 1 ; 2.5; x\n3; -4e2; y\n\n'],
  ['bar, quotes', '"a"|"b"|"name"\n"1"|"2.5"|"x|""z"""\n3|-4e2|y\n'],
])('%s', async (_, text) => {
  const data = await load(text);
  expect(data.columns).toEqual(['a', 'b']);
  expect([...data.train.values]).toEqual([1, 2.5, 3, -400]);
  expect(data.summary.shape).toEqual([2]);
  expect(data.summary.integerColumns).toEqual([{ name: 'a', distinct: 2 }]);
});

test('a file without header, and with numbers as header on demand', async () => {
  expect((await load('x,inf\n1,2\n')).columns).toEqual(['x', 'inf']);
  expect((await load('1,2\n3,4\n')).columns).toEqual(['column1', 'column2']);
  expect((await load('1,2\n3,4\n', { header: true })).columns).toEqual(['1', '2']);
  expect((await load('0,2\n3,4\n')).train.count).toBe(2);
});

test('chosen columns, in the chosen order; angles are wrapped', async () => {
  const data = await load('a,b,phi\n1,5,-90\n2,7,450\n4,9,10\n', {
    columns: [{ name: 'phi', period: 360 }, 'a'],
    standardize: true,
  });
  expect(data.columns).toEqual(['phi', 'a']);
  expect([...data.train.values]).toEqual([270, 1, 90, 2, 10, 4]);
  expect(data.summary.periods).toEqual([360, null]);
  expect(data.chains?.map((chain) => chain.map(({ type }) => type))).toEqual([['circle', 'shift-scale'], []]);
  // Cut in the middle of the longest gap, 90 to 270.
  expect(Math.abs(data.standardization!.mean[0]! - 360)).toBeLessThan(5);
  expect(data.standardization!.std[0]).toBe(360);
  expect(data.standardization!.std[1]).toBeCloseTo(Math.sqrt(14 / 9), 12);
});

test('context: text is one-hot in sorted order, numbers are standardized by the training rows', async () => {
  const text = 'x,kind,size\n0.5,b,1\n1.5,a,3\n2.5,b,5\n';
  const data = await load(text, { context: ['kind', 'size'] });
  expect(data.columns).toEqual(['x']);
  expect(data.summary.context).toEqual({ size: 3, names: ['kind=a', 'kind=b', 'size'] });
  const s = Math.fround(Math.sqrt(3 / 2));
  expect([...data.train.context!]).toEqual([0, 1, -s, 1, 0, 0, 0, 1, s]);
  const categories = await load(text, { context: [{ column: 'size', as: 'category' }] });
  expect(categories.summary.context?.names).toEqual(['size=1', 'size=3', 'size=5']);
});

test('missing values: an error with line and column, or dropped rows', async () => {
  const text = 'a,b,c\n1,2,x\n,3,y\n4,NA,\n5,6,z\n';
  await expect(load(text)).rejects.toMatchObject(failing(/line 3 has no value in column a/));
  const data = await load(text, { missing: 'drop', context: ['c'] });
  expect([...data.train.values]).toEqual([1, 2, 5, 6]);
  expect(data.summary.context?.names).toEqual(['c=x', 'c=z']);
  expect([...(await load(text, { columns: ['b'], missing: 'drop' })).train.values]).toEqual([2, 3, 6]);
  // A category may be called NA, unless rows with missing values are dropped.
  const named = 'a,c\n1,x\n2,NA\n3,x\n4,None\n';
  expect((await load(named, { context: ['c'] })).summary.context?.names).toEqual(['c=NA', 'c=None', 'c=x']);
  const dropped = await load(named, { missing: 'drop', context: ['c'] });
  expect([...dropped.train.values]).toEqual([1, 3]);
});

test('dequantize lists the integer columns, and standardization counts the noise in', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => `${i % 4},${i / 8}`).join('\n');
  const data = await load(`n,x\n${rows}\n`, { dequantize: true, standardize: true });
  expect(data.dequantizedColumns).toEqual([0]);
  expect(data.summary.integerColumns).toEqual([]);
  expect(data.standardization!.mean[0]).toBeCloseTo(2, 12);
  // A uniform number on [0, 4).
  expect(data.standardization!.std[0]).toBeCloseTo(4 / Math.sqrt(12), 12);
});

test('dequantize with a step: standardization counts its noise in', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => `${(i % 4) / 10},${i / 8 + 0.01 * (i % 3)}`).join('\n');
  const data = await load(`n,x\n${rows}\n`, { dequantize: [{ column: 'n', step: 0.1 }], standardize: true });
  expect([data.dequantizedColumns, data.grids]).toEqual([[0], [{ column: 0, step: 0.1, origin: 0 }]]);
  // A uniform number on [0, 0.4).
  expect(data.standardization!.mean[0]).toBeCloseTo(0.2, 12);
  expect(data.standardization!.std[0]).toBeCloseTo(0.4 / Math.sqrt(12), 12);
  await expect(load(`n,x\n${rows}\n`, { dequantize: { step: 0.1 } })).rejects.toMatchObject(
    failing(/line 3, column x: 0\.135 is not on a grid of step 0\.1/),
  );
});

test('standardization is fitted on the training rows only', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => `${i}`).join('\n');
  const data = await load(`x\n${rows}\n`, { split: { validation: 0.3, test: 0.3 }, standardize: true });
  expect([data.train.count, data.validation.count, data.test.count]).toEqual([400, 300, 300]);
  let mean = 0;
  for (const value of data.train.values) mean += value / 400;
  expect(data.standardization!.mean[0]).toBeCloseTo(mean, 9);
  expect(Math.abs(mean - 499.5)).toBeGreaterThan(1e-3);
});

test('a separate test file is on the grids of the training rows', async () => {
  const text = 'a,n\n0.1,1\n0.35,2\n0.6,5\n1.1,3\n';
  const extra = { testPath: 'test.csv', dequantize: [{ column: 'a', step: 0.25 }, 'n'] };
  const test = async (row: string) => (await load(text, extra, { 'test.csv': `a,n\n${row}\n` })).test.count;
  expect(await test('1.35,7')).toBe(1);
  await expect(test('1.2,7')).rejects.toThrow(
    'test.csv: line 2, column a: 1.2 is not on the grid of step 0.25 from 0.1, as the training rows are',
  );
  await expect(test('1.35,7.5')).rejects.toThrow('test.csv: line 2, column n: 7.5 is not a whole number');
});

test('a separate test file', async () => {
  const data = await load(
    'x,k\n1,a\n2,b\n',
    { testPath: 'test.csv', context: ['k'], split: { validation: 0, test: 0.5 } },
    { 'test.csv': 'k,x\nb,9\n' },
  );
  expect([data.train.count, data.test.count]).toEqual([2, 1]);
  expect([...data.test.values]).toEqual([9]);
  expect([...data.test.context!]).toEqual([0, 1]);
  await expect(
    load('x,k\n1,a\n2,b\n', { testPath: 'test.csv', context: ['k'] }, { 'test.csv': 'k,x\nc,9\n' }),
  ).rejects.toMatchObject({ code: 'data', message: expect.stringContaining("'c'") });
});

test('the fingerprint follows content and configuration, not the order of keys', async () => {
  const first = await load('x,y\n1,2\n2,5\n', { columns: ['x'], missing: 'drop' });
  expect((await load('x,y\n1,2\n2,5\n', { missing: 'drop', columns: ['x'] })).fingerprint).toBe(first.fingerprint);
  expect((await load('x,y\n1,2\n2,6\n', { columns: ['x'], missing: 'drop' })).fingerprint).not.toBe(first.fingerprint);
  expect((await load('x,y\n1,2\n2,5\n', { columns: ['y'], missing: 'drop' })).fingerprint).not.toBe(first.fingerprint);
});

/** Tables with one, two and three lines per row and empty lines in between, as text and with each row's first line. */
const layout = fc.record({
  end: fc.constantFrom('\n', '\r\n', '\r'),
  mark: fc.constantFrom('', '\ufeff'),
  header: fc.boolean(),
  delimiter: fc.constantFrom(',', '\t'),
  rows: fc.array(fc.record({ before: fc.nat(2), inside: fc.nat(2), blank: fc.constantFrom('', ' ') }), {
    minLength: 1,
    maxLength: 6,
  }),
  last: fc.boolean(),
});

test('rows are known by the line of the file that they begin on', () => {
  fc.assert(
    fc.property(layout, ({ end, mark, header, delimiter, rows, last }) => {
      const lines: number[] = [];
      let text = `${mark}${header ? `text${delimiter}number${end}` : ''}`;
      let line = header ? 2 : 1;
      for (const { before, inside, blank } of rows) {
        for (let i = 0; i < before; i++) text += `${blank}${end}`;
        line += before;
        lines.push(line);
        text += `"a${`${end}b`.repeat(inside)}"${delimiter}1${end}`;
        line += inside + 1;
      }
      if (!last) text = text.slice(0, -end.length);
      const options = { delimiter, header, limit: null, texts: [] };
      expect([...readTable(new TextEncoder().encode(text), 'x', options).lines]).toEqual(lines);
    }),
  );
});

test.each([
  ['a,k\n1,p\n\n2,"p\nq"\n', 'a,k\r\n5,p\r\n6,"p\nq"\r\n\r\n7,new\r\n', 6],
  ['a,k\n1,p\n2,p\n', 'k,a\nnew,3\n', 2],
  ['a,k\n1,p\n2,p\n', 'k,a\np,\np,1\nnew,3\n', 4],
])('a label that no training row has is named by its file and line', async (text, test, line) => {
  const config = { testPath: 'test.csv', context: ['k'], columns: ['a'], missing: 'drop' };
  await expect(load(text, config, { 'test.csv': test })).rejects.toMatchObject({
    message: expect.stringContaining(`test.csv: line ${line}: 'new' is not a value of the context column k`),
    file: 'test.csv',
  });
});

test.each([
  ['UTF-16LE', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), /is UTF-16LE text, not UTF-8/],
  ['UTF-16LE without a mark', Buffer.from('a,b\n1,2\n', 'utf16le'), /is UTF-16LE text, not UTF-8/],
  ['Latin-1', Buffer.from('a,k\n1,x\n2,\u00e9\n', 'latin1'), /is not UTF-8: line 3 contains the byte 0xE9/],
])('a table in %s says so, and what to do', async (_, bytes, message) => {
  await expect(load(bytes)).rejects.toMatchObject({ ...failing(message), hint: expect.stringContaining('iconv -f ') });
});

test.each<[string, string | Uint8Array, object, RegExp]>([
  ['empty', '', {}, /is empty \(no rows\)/],
  ['header only', 'a,b\n', {}, /no rows below its header/],
  ['no numeric column', 'a,b\nx,y\n', {}, /no numeric column$/],
  ['only context is numeric', 'a,b\nx,1\n', { context: ['b'] }, /no numeric column other than the context columns/],
  ['a bad cell in the only column', 'a\n1\n2*\n3\n', {}, /line 3, column a: '2\*' is not a number/],
  ['unknown column', 'a,b\n1,2\n', { columns: ['c'] }, /no column 'c'/],
  ['text in a chosen column', 'a,b\n1,2\n3,oops\n', { columns: ['a', 'b'] }, /line 3, column b: 'oops'/],
  ['hexadecimal is text', 'a,b\n1,2\n3,0x10\n', { columns: ['b'] }, /line 3, column b: '0x10'/],
  ['minus infinity', 'a\n1\n-Infinity\n', { columns: ['a'] }, /line 3, column a: -Infinity is not finite/],
  // All numeric columns are modelled; one with an infinity must not be mistaken for text and left out.
  ['an infinity in a column that nobody names', 'a,b\n1,2\n3,-inf\n', {}, /line 3, column b: -Infinity is not finite/],
  ['an infinite context', 'a,b\n1,2\n3,inf\n', { context: ['b'] }, /line 3, column b: Infinity is not finite/],
  ['nan as numpy writes it', 'a,b\n1,2\n3,nan\n', {}, /line 3 has no value in column b/],
  ['beyond float32', 'a\n1\n1e39\n', {}, /line 3, column a: 1e\+39/],
  ['ragged', 'a,b\n1,2\n3\n', {}, /line 3 has 1 fields/],
  ['after a cell of two lines', 'a,b,c\n1,2,"x\ny"\n3,oops,-\n', { columns: ['b'] }, /line 4, column b: 'oops'/],
  ['in a cell of two lines', 'a,b\n1,2\n3,"o\n\nops"\n', { columns: ['b'] }, /line 3, column b: 'o/],
  ['column twice in the header', 'a,a\n1,2\n', {}, /two columns named 'a'/],
  ['column used twice', 'a,b\n1,2\n', { columns: ['a', 'a'] }, /column a twice/],
  ['modelled and context', 'a,b\n1,2\n', { columns: ['a'], context: ['a'] }, /column a twice/],
  [
    'unclosed quote',
    'a,b\r\n"x\r\ny",2\r\n1,"2\r\n3,4\r\n',
    {},
    /row that begins on line 4 is not well-formed: [^0-9]*$/,
  ],
  ['binary', Uint8Array.of(1, 2, 0, 4, 10, 0), {}, /null bytes/],
  ['every row missing', 'a,b\n1,\n,2\n', { missing: 'drop' }, /every row/],
  ['declared otherwise', 'a,b\n1,2\n', { shape: [3] }, /\[2\].*\[3\]/],
])('%s', async (_, text, config, message) => {
  await expect(load(text, config)).rejects.toMatchObject(failing(message));
});

test.each([
  ['a;b\n1,5;2,5\n', /column a: '1,5' has a decimal comma/, /tr , \. </],
  ['a,b\n"1,5","2,5"\n', /column a: '1,5' has a decimal comma/, /^save the table with decimal points$/],
  ['a;b\n1,500;2,500\n0,1;0,2\n', /'1,500' has a decimal comma/, /tr , \. </],
  ['a;b\n0,500;0,125\n', /'0,500' has a decimal comma/, /tr , \. </],
  ['a;b\n1.234,5;1,5e-3\n', /'1\.234,5' has a decimal comma/, /if the file has no other commas and no points/],
  [
    'a;b\n1,500;2,500\n1,234,567;1\n',
    /'1,500' has thousands separators/,
    /^save the table without thousands separators$/,
  ],
  ['a\n"1,234.50"\n"999.5"\n', /'1,234\.50' has thousands separators/, /without thousands separators$/],
  [
    'a;b\n1,500;2,500\n',
    /'1,500' has a comma \(decimal or thousands separator\)/,
    /^save[^:]*without thousands separators$/,
  ],
])('only numbers with commas: %j', async (text, message, hint) => {
  await expect(load(text)).rejects.toMatchObject({ ...failing(message), hint: expect.stringMatching(hint) });
});

test.each([
  ['a;b\n1;1,5\n2;2,5\n', /column b: '1,5' has a decimal comma/, /tr , \. </],
  [
    'a,b\n1,2\n3,oops\n4,5\n',
    /column b: 'oops' is not a number/,
    /^correct the cell, or leave the column out of "columns"$/,
  ],
  ['a,b\n1,oops\n', /column b: 'oops' is not a number/, /^leave the column out of/],
])('a chosen column with text: %j', async (text, message, hint) => {
  const failed = load(text, { columns: ['a', 'b'] });
  await expect(failed).rejects.toMatchObject({ ...failing(message), hint: expect.stringMatching(hint) });
});

test('the range of values is known where nothing changes them', async () => {
  const text = 'n,x\n0,0.25\n3,-0.5\n';
  const test = { testPath: 'test.csv' };
  const all = { low: -Infinity, high: Infinity, closed: false };
  expect((await load(text)).summary.range).toEqual({ low: -0.5, high: 3, closed: true });
  expect((await load(text, test, { 'test.csv': 'n,x\n0,7.5\n' })).summary.range).toMatchObject({ high: 7.5 });
  expect((await load(text, { dequantize: true })).summary.range).toEqual(all);
  expect((await load(text, { standardize: true })).summary.range).toEqual(all);
});

test('many columns are looked up by name, not one after another', () => {
  const width = 2000;
  let looks = 0;
  const named = (line: (j: number) => string) => Array.from({ length: width }, (_, j) => line(j)).join(',');
  const text = `${named((j) => `c${j}`)}\n${named((j) => `${j / 8}`)}\n`;
  const options = { delimiter: ',', header: true, limit: null, texts: [] };
  const read = readTable(new TextEncoder().encode(text), 'x', options);
  const columns = read.columns.map((column) => ({
    ...column,
    get name() {
      looks++;
      return column.name;
    },
  }));
  const table = { ...read, columns };
  const chosen = read.columns.map(({ name }) => name);
  const selection = resolveSelection(table, { columns: chosen.slice(1000), context: chosen.slice(0, 1000) });
  expect(selectRows(table, selection, 'error').count).toBe(1);
  const reading = { selection, chosen: true, exclude: [], header: true, kept: Float64Array.of(0) };
  expect(tableDoubts(table, reading).doubts).toEqual([]);
  expect(looks).toBeLessThan(20 * width);
});

test('only a summary says what looks wrong', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i},${Math.sin(i)}`).join('\n');
  expect(await load(`n,x\n${rows}\n`)).not.toHaveProperty('doubts');
  const config = { ...csvSchema.parse({ path: 'table.csv' }), seed: 0, limit: null };
  const summary = await csv.summarize!(config, { folder, trusted: false });
  expect(summary.doubts?.map(({ kind }) => kind)).toEqual(['row-index']);
});

test('a label with a comma is no number', async () => {
  await expect(load('a\n"1,5"\nx\ny\n', { delimiter: ',' })).rejects.toMatchObject(failing(/no numeric column/));
});

test('a constant column cannot be standardized', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i},0.1`).join('\n');
  await expect(load(`a,b\n${rows}\n`, { standardize: true })).rejects.toMatchObject({
    code: 'data',
    message: expect.stringMatching(/column b is constant/),
  });
});

test('a row without end stops at the bound instead of filling the memory', async () => {
  await expect(load(`a,b\n1,"${'x'.repeat(3_000_000)}`)).rejects.toMatchObject(failing(/not well-formed/));
});

test('any text gives a table or a FlowscopeError', () => {
  const options = { delimiter: 'auto', header: 'auto', limit: null, texts: ['a'] } as const;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', '1', '2.5', ',', ';', '\t', '"', '\n', '\r', ' ', '-', 'e', 'é', '\ufeff')),
      (parts) => {
        try {
          const table = readTable(new TextEncoder().encode(parts.join('')), 'x', options);
          for (const { numbers } of table.columns) if (numbers !== null) expect(numbers.length).toBe(table.count);
        } catch (error) {
          expect(error).toBeInstanceOf(FlowscopeError);
        }
      },
    ),
    propertyRuns(200, 1),
  );
});

test('the letters table: 20 000 rows of 16 integers, 26 classes', async () => {
  const examples = new URL('../../../../examples', import.meta.url).pathname;
  const config = csvSchema.parse({ path: 'letters.csv', context: ['letter'] });
  const data = await loadCsv({ ...config, seed: 0, limit: null }, { folder: examples, trusted: false });
  expect([data.train.count, data.validation.count, data.test.count]).toEqual([16_000, 2000, 2000]);
  expect(data.summary.shape).toEqual([16]);
  expect(data.summary.context?.size).toBe(26);
  expect(data.summary.integerColumns.length).toBe(16);
  expect(data.summary.integerColumns[0]).toEqual({ name: 'x-box', distinct: 16 });
  const limited = await loadCsv({ ...config, seed: 0, limit: 100 }, { folder: examples, trusted: false });
  expect(limited.train.count + limited.validation.count + limited.test.count).toBe(100);
});

test('modeled categories are numbered by frequency in the training rows, and dequantized', async () => {
  const rows = 'x,kind,code\n1.5,cat,7\n2.5,dog,9\n3.5,dog,7\n4.5,ant,7\n5.5,dog,9\n6.5,ant,7\n';
  const columns = ['x', { name: 'kind', as: 'category' }, { name: 'code', as: 'category' }];
  const data = await load(rows, { columns });
  expect(data.categories).toEqual([
    { column: 1, values: ['dog', 'ant', 'cat'] },
    { column: 2, values: ['7', '9'] },
  ]);
  expect([...data.train.values.subarray(0, 6)]).toEqual([1.5, 2, 0, 2.5, 0, 1]);
  expect([data.dequantizedColumns, data.summary.integerColumns]).toEqual([[1, 2], []]);
  expect(data.reading).toMatchObject({ columns: ['x', 'kind', 'code'], leftOut: [] });
  // A step for all columns does not concern them.
  const stepped = await load(rows, { columns, dequantize: { step: 0.5 } });
  expect([stepped.dequantizedColumns, stepped.grids]).toEqual([[0, 1, 2], [{ column: 0, step: 0.5, origin: 1.5 }]]);
  // Categories that only other rows have are known, and rank last.
  const split = await load(`${rows}${'7.5,dog,9\n'.repeat(13)}0,bee,7\n`, {
    columns,
    split: { validation: 0.5, test: 0 },
  });
  expect(split.categories![0]!.values.toSorted()).toEqual(['ant', 'bee', 'cat', 'dog']);
  expect(split.categories![0]!.values[0]).toBe('dog');
});

test('a category that the training file does not have is an error with its line', async () => {
  const columns = ['x', { name: 'kind', as: 'category' }];
  const config = { columns, testPath: 'test.csv' };
  const files = { 'test.csv': 'x,kind\n1,dog\n2,eel\n' };
  await expect(load('x,kind\n1.5,cat\n2.5,dog\n', config, files)).rejects.toMatchObject({
    message: "test.csv: line 3: 'eel' is not a value of the modeled column kind; its values are cat, dog",
    hint: expect.stringContaining('remove the row or correct the value'),
  });
  await expect(load('x,kind\n1.5,\n2.5,dog\n', { columns })).rejects.toMatchObject(
    failing('line 2 has no value in column kind'),
  );
  expect(csvSchema.safeParse({ path: 'x', columns: [{ name: 'a', as: 'category', period: 3 }] }).success).toBe(false);
});

test('values beyond bounds, and without a logarithm, are errors with their line, and bounds that the column fits', async () => {
  const table = 'a,b\n0.1,1\n1.2,2\n0.3,3\n1.7,-5\n';
  await expect(load(table, { columns: [{ name: 'a', bounds: [0, 1] }] })).rejects.toMatchObject({
    message: 'table.csv: line 3, column a: 1.2 is above the bound 1',
    hint: 'set the bound to 1.7, the largest value of the column, or beyond, or remove the row',
    about: { key: 'columns', text: 'a' },
  });
  await expect(load(table, { columns: [{ name: 'b', bounds: [2, null] }] })).rejects.toMatchObject({
    message: 'table.csv: line 2, column b: 1 is below the bound 2',
    hint: expect.stringContaining('-5, the smallest value'),
  });
  await expect(load(table, { columns: ['a', { name: 'b', transform: 'log' }] })).rejects.toMatchObject({
    message: 'table.csv: line 5, column b: -5 has no logarithm ("transform": "log")',
    hint: expect.stringContaining('"transform": "asinh"'),
  });
  const zero = 'a\n1.5\n0\n2\n';
  await expect(load(zero, { columns: [{ name: 'a', transform: 'log' }] })).rejects.toMatchObject({
    hint: expect.stringContaining('set "bounds": [0, null]'),
  });
  for (const column of [{ bounds: [0, 1.7] }, { bounds: [null, 2] }, { transform: 'asinh' }]) {
    const data = await load(table, { columns: [{ name: 'a', ...column }, 'b'] });
    expect(data.chains!.map(({ length }) => length)).toEqual([1, 0]);
    expect(data.summary.range.high).toBe(Infinity);
    expect(data.reading!.steps!.map(({ name }) => name)).toEqual(['a']);
  }
});

test('a robust scale alone is a shift and a scale, fitted on the training rows', async () => {
  const data = await load('a\n1\n2\n3\n4\n1000\n', { standardize: 'robust' });
  expect(data.chains).toBeUndefined();
  expect(data.standardization!.mean[0]).toBe(3);
  expect(data.standardization!.std[0]).toBeCloseTo(2 / 1.349, 3);
  expect(data.reading!.steps).toEqual([{ name: 'a', steps: ['(x − 3)/1.483'] }]);
});

test('what a column cannot have is an error of the spec', () => {
  for (const column of [
    { bounds: [null, null] },
    { bounds: [1, 0] },
    { bounds: [0] },
    { transform: 'sqrt' },
    { period: 1, bounds: [0, 1] },
    { bounds: [0, 1], transform: 'log' },
    { bounds: [0, null], transform: 'log' },
    { as: 'category', transform: 'log' },
  ]) {
    const parsed = csvSchema.safeParse({ path: 'x', columns: [{ name: 'a', ...column }] });
    expect(parsed.success, JSON.stringify(column)).toBe(false);
  }
});

test('weights have mean 1 over the training rows, and weight mean and deviation of standardization', async () => {
  const text = 'x,y,w\n1,1,2\n2,5,0\n4,3,1\n5,2,1\n';
  const data = await load(text, { weight: 'w', context: ['y'], standardize: true });
  expect([data.columns, data.weight, [...data.train.weights!]]).toEqual([['x'], 'w', [2, 0, 1, 1]]);
  expect(data.standardization!.mean[0]).toBeCloseTo(11 / 4, 12);
  expect(data.standardization!.std[0]).toBeCloseTo(Math.sqrt((2 * 1.75 ** 2 + 1.25 ** 2 + 2.25 ** 2) / 4), 12);
  expect(data.contextEncoding![0]).toMatchObject({ mean: 7 / 4 });
  expect(data.reading).toMatchObject({ leftOut: [], weight: { column: 'w', effectiveSampleSize: 16 / 6 } });
  // The mean is that of the training rows, also for other rows.
  const split = await load(text, { weight: 'w', columns: ['x'], split: { validation: 0.25, test: 0.25 } });
  const parts = [split.train, split.validation, split.test].map(({ weights }) => [...weights!]);
  expect(parts[0]!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(2, 12);
  expect(parts.map(({ length }) => length)).toEqual([2, 1, 1]);
  const without = await load(text, { columns: ['x'] });
  expect(without.train).not.toHaveProperty('weights');
  expect(without.fingerprint).not.toBe((await load(text, { columns: ['x'], weight: 'w' })).fingerprint);
});

test('wrong weights are errors that name the line', async () => {
  const weighted = (cells: readonly string[]) =>
    load(`x,w\n${cells.map((cell, i) => `${i},${cell}`).join('\n')}\n`, { weight: 'w' });
  await expect(weighted(['1', '-2'])).rejects.toMatchObject(failing('line 3, column w: -2 is not a valid weight'));
  await expect(weighted(['1', 'inf'])).rejects.toMatchObject(
    failing('line 3, column w: Infinity is not a valid weight'),
  );
  await expect(weighted(['1', ''])).rejects.toMatchObject(failing('line 3 has no value in column w'));
  await expect(weighted(['1', 'x', 'y', 'z'])).rejects.toMatchObject(failing("line 3, column w: 'x' is not a number"));
  await expect(weighted(['0', '0'])).rejects.toMatchObject(failing('all 2 training rows have the weight 0'));
});
