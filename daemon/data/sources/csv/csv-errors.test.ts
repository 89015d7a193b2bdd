/** Errors of tables: what they name, and what they advise. */
import { expect, test } from 'vitest';
import { failing, writtenTable } from './testing/written-table.ts';

const { load } = writtenTable();

test.each<[string, string | Uint8Array, object, RegExp]>([
  ['empty', '', {}, /is empty \(no rows\)/],
  ['header only', 'a,b\n', {}, /no rows below its header/],
  ['no numeric column', 'a,b\nx,y\n', {}, /no numeric column: column a has the text 'x' on line 2$/],
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
  ['ragged', 'a,b\n1,2\n3\n', {}, /line 3 has 1 field,/],
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
  ['UTF-16LE', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), /is UTF-16LE text, not UTF-8/],
  ['UTF-16LE without a mark', Buffer.from('a,b\n1,2\n', 'utf16le'), /is UTF-16LE text, not UTF-8/],
  ['Latin-1', Buffer.from('a,k\n1,x\n2,\u00e9\n', 'latin1'), /is not UTF-8: line 3 contains the byte 0xE9/],
])('a table in %s says so, and what to do', async (_, bytes, message) => {
  await expect(load(bytes)).rejects.toMatchObject({ ...failing(message), hint: expect.stringContaining('iconv -f ') });
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
    /^correct the cell; if 'oops' stands for a missing value, set "missing": "drop" and "missingValues": \["oops"\]; or leave the column out of "columns"$/,
  ],
  ['a,b\n1,oops\n', /column b: 'oops' is not a number/, /^leave the column out of/],
])('a chosen column with text: %j', async (text, message, hint) => {
  const failed = load(text, { columns: ['a', 'b'] });
  await expect(failed).rejects.toMatchObject({ ...failing(message), hint: expect.stringMatching(hint) });
});

test('a label with a comma is no number', async () => {
  await expect(load('a\n"1,5"\nx\ny\n', { delimiter: ',' })).rejects.toMatchObject(failing(/no numeric column/));
});

test('a constant column cannot be standardized', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i},0.1`).join('\n');
  await expect(load(`a,b\n${rows}\n`, { standardize: true })).rejects.toMatchObject({
    code: 'data',
    message: expect.stringMatching(/column b is constant \(0\.1\)/),
  });
  const nearly = Array.from({ length: 50 }, (_, i) => `${i},${1e12 + (i % 2) / 10}`).join('\n');
  await expect(load(`a,b\n${nearly}\n`, { standardize: true })).rejects.toMatchObject({
    message: expect.stringMatching(/column b is constant up to rounding \(1000000000000 to 1000000000000\.1\)/),
    hint: expect.stringMatching(/^subtract a constant/),
  });
});
