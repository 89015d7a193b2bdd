import { expect, test } from 'vitest';
import { csv, csvSchema } from './csv-source.ts';
import { loadCsv } from './load-csv.ts';
import { failing, writtenTable } from './testing/written-table.ts';

const table = writtenTable();
const { load } = table;

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

test('standardization is fitted on the training rows only', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => `${i}`).join('\n');
  const data = await load(`x\n${rows}\n`, { split: { validation: 0.3, test: 0.3 }, standardize: true });
  expect([data.train.count, data.validation.count, data.test.count]).toEqual([400, 300, 300]);
  let mean = 0;
  for (const value of data.train.values) mean += value / 400;
  expect(data.standardization!.mean[0]).toBeCloseTo(mean, 9);
  expect(Math.abs(mean - 499.5)).toBeGreaterThan(1e-3);
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

test('the range of values is known where nothing changes them', async () => {
  const text = 'n,x\n0,0.25\n3,-0.5\n';
  const test = { testPath: 'test.csv' };
  const all = { low: -Infinity, high: Infinity, closed: false };
  expect((await load(text)).summary.range).toEqual({ low: -0.5, high: 3, closed: true });
  expect((await load(text, test, { 'test.csv': 'n,x\n0,7.5\n' })).summary.range).toMatchObject({ high: 7.5 });
  expect((await load(text, { dequantize: true })).summary.range).toEqual(all);
  expect((await load(text, { standardize: true })).summary.range).toEqual(all);
});

test('only a summary says what looks wrong', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i},${Math.sin(i)}`).join('\n');
  expect(await load(`n,x\n${rows}\n`)).not.toHaveProperty('doubts');
  const config = { ...csvSchema.parse({ path: 'table.csv' }), seed: 0, limit: null };
  const summary = await csv.summarize!(config, { folder: table.folder, trusted: false });
  expect(summary.doubts?.map(({ kind }) => kind)).toEqual(['row-index']);
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
