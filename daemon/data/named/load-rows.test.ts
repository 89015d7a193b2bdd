import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCsv } from '../../encoding/write-csv.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { contextVector } from '../context.ts';
import { writeNpz } from '../formats/npz.ts';
import { recordsBytes } from '../testing/records-bytes.ts';
import { loadMatrix, loadRows, type RowsLike } from './load-rows.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-rows-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const summary = {
  shape: [2],
  context: null,
  range: { low: -Infinity, high: Infinity, closed: false },
  integerColumns: [],
  bits: null,
};
const PLAIN: RowsLike = { summary, columns: ['x1', 'x2'] };
const WITH_CONTEXT: RowsLike = {
  summary: { ...summary, periods: [null, 10] },
  columns: ['x1', 'x2'],
  contextEncoding: [
    { column: 'kind', kind: 'category', values: ['a', 'b'] },
    { column: 'size', kind: 'number', mean: 10, std: 2 },
  ],
};

function save(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}
const read = (name: string, like: RowsLike) => loadRows(name, { folder, trusted: true }, like);

test('CSV by column names in any order, or by position without a header; npy and npz', async () => {
  const files = [
    save('a.csv', 'x2,note,x1\n2,p,1\n4,q,3\n'),
    save('b.csv', '1,2\n3,4\n'),
    save('c.npy', writeNpy(Float64Array.of(1, 2, 3, 4), [2, 2])),
    save('d.npz', writeNpz({ x: { values: Float32Array.of(1, 2, 3, 4), shape: [2, 2] } })),
  ];
  for (const file of files) {
    const { count, values, context } = await read(file, PLAIN);
    expect({ count, values: [...values], context }).toEqual({ count: 2, values: [1, 2, 3, 4], context: null });
  }
});

test('context columns are encoded as in training; angles are wrapped', async () => {
  const rows = await read(save('a.csv', 'kind,x1,size,x2\nb,1,14,-3\na,2,10,23\n'), WITH_CONTEXT);
  expect([...rows.values]).toEqual([1, 7, 2, 3]);
  expect([...rows.context!]).toEqual([0, 1, 2, 1, 0, 0]);
  await expect(read(save('b.csv', 'kind,x1,size,x2\nc,1,14,-3\n'), WITH_CONTEXT)).rejects.toMatchObject({
    code: 'data',
  });
  await expect(read(save('c.npy', writeNpy(Float32Array.of(1, 2), [1, 2])), WITH_CONTEXT)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('kind, size'),
  });
  expect([...contextVector(WITH_CONTEXT.contextEncoding!, { size: '8', kind: 'a' })]).toEqual([1, 0, -1]);
  for (const bad of [
    { kind: 'a' },
    { kind: 'z', size: '1' },
    { kind: 'a', size: 'big' },
    { kind: 'a', size: '1', x: '1' },
  ]) {
    expect(() => contextVector(WITH_CONTEXT.contextEncoding!, bad as Record<string, string>)).toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
  }
});

test.each([
  ['x1,x2\n1,2\n3,4*\n', /line 3, column x2: '4\*' is not a number/, 'correct the cell, or remove the row'],
  ['x1,x2\n1,2\n3,\n', /line 3 has no value in column x2/, 'fill in the value, or remove the row'],
  ['x1,x2\n1,2\n3,inf\n', /line 3, column x2: Infinity is not finite/, 'correct the cell, or remove the row'],
  ['x1,x2\n1,2\n3,1e39\n', /line 3, column x2: 1e\+39 exceeds/, 'correct the cell, or remove the row'],
  ['x1;x2\n1;2,5\n', /'2,5' has a decimal comma/, expect.stringMatching(/^save the table with decimal points/)],
])('advice about rows does not change the columns, which are those of a run: %j', async (text, message, hint) => {
  const failing = { code: 'data', message: expect.stringMatching(message), hint };
  await expect(read(save('bad.csv', text), PLAIN)).rejects.toMatchObject(failing);
  const context: RowsLike = {
    summary: { ...summary, shape: [1] },
    columns: ['x1'],
    contextEncoding: [{ column: 'x2', kind: 'number', mean: 0, std: 1 }],
  };
  await expect(read(save('bad.csv', text), context)).rejects.toMatchObject(failing);
});

test('numbers that name the columns of the run are a header, not a row', async () => {
  const years: RowsLike = { summary, columns: ['2001', '2002'] };
  const file = save('years.csv', '2002,2001,2003\n2,1,0\n4,3,0\n');
  expect([...(await read(file, years)).values]).toEqual([1, 2, 3, 4]);
  const plain = save('plain.csv', '2002,2003\n2,1\n');
  expect([...(await read(plain, years)).values]).toEqual([2002, 2003, 2, 1]);
});

test('whole numbers above decimals may be a header: an error says how to make it clear', async () => {
  const rows = Array.from({ length: 12 }, (_v, i) => `${i}.25,${i}.5`).join('\n');
  await expect(read(save('doubtful.csv', `0,1\n${rows}\n`), PLAIN)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('line 1 (0,1) looks like a header'),
    hint: 'delete the line if it is a header; if it is a row, write the names of the columns above it: x1,x2',
  });
  // Both ways out of it work.
  expect(await read(save('no-header.csv', `${rows}\n`), PLAIN)).toMatchObject({ count: 12 });
  expect(await read(save('headed.csv', `x1,x2\n0,1\n${rows}\n`), PLAIN)).toMatchObject({ count: 13 });
});

test('images must hold the integers of their bits', async () => {
  const images: RowsLike = { summary: { ...summary, shape: [1, 2, 1], bits: 3 }, columns: ['x0', 'x1'] };
  const good = await read(save('a.npy', writeNpy(Uint8Array.of(0, 7), [1, 1, 2])), images);
  expect(good.values).toEqual(Uint8Array.of(0, 7));
  for (const value of [8, 0.5, -1]) {
    await expect(read(save('b.npy', writeNpy(Float32Array.of(0, value), [1, 2])), images)).rejects.toMatchObject({
      code: 'data',
    });
  }
});

test('rows of a table are named by their line, rows of an array by their index', async () => {
  const message = (text: string) => ({ code: 'data', message: expect.stringContaining(text) });
  const label = 'kind,x1,size,x2\na,1,14,-3\n\n"c",1,14,-3\n';
  await expect(read(save('a.csv', label), WITH_CONTEXT)).rejects.toMatchObject(message("a.csv: line 4: 'c' is not"));
  const images: RowsLike = { summary: { ...summary, shape: [1, 2, 1], bits: 3 }, columns: ['x0', 'x1'] };
  for (const [text, line] of [
    ['x0,x1\n1,2\n3,8\n', 3],
    ['1,2\n3,8\n', 2],
    ['x0,x1,note\n1,2,"two\nlines"\n3,8,-\n', 4],
  ] as const) {
    const place = `line ${line}, column x1: 8 is not a whole number`;
    await expect(read(save('b.csv', text), images)).rejects.toMatchObject(message(place));
  }
  const array = save('b.npy', writeNpy(Float32Array.of(1, 2, 3, 8), [2, 2]));
  await expect(read(array, images)).rejects.toMatchObject(message('row 1 (counted from 0), column x1: 8'));
  const infinite = save('c.npy', writeNpy(Float32Array.of(1, 2, Infinity, 8), [2, 2]));
  await expect(read(infinite, PLAIN)).rejects.toMatchObject(message('row 1 (counted from 0), column x1: Infinity'));
});

test('text in a wide encoding is named as such, also where it begins like IDX', async () => {
  for (const [encoding, text] of [
    ['UTF-16LE', Buffer.from('\ufeffx1,x2\n1,2\n', 'utf16le')],
    ['UTF-16BE', Buffer.from('x1,x2\n1,2\n', 'utf16le').swap16()],
    [
      'UTF-32BE',
      Buffer.from([...'\ufeffx1,x2\n1,2\n'].flatMap((c) => [0, 0, c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255])),
    ],
  ] as const) {
    await expect(read(save('a.csv', text), PLAIN)).rejects.toMatchObject({
      code: 'data',
      message: `a.csv is ${encoding} text, not UTF-8`,
    });
  }
});

test('wrong width, missing column, missing file', async () => {
  await expect(read(save('a.npy', writeNpy(Float32Array.of(1, 2, 3), [1, 3])), PLAIN)).rejects.toMatchObject({
    code: 'data',
  });
  await expect(read(save('a.csv', 'x1,y\n1,2\n'), PLAIN)).rejects.toMatchObject({
    message: expect.stringContaining("'x2'"),
  });
  await expect(read('none.csv', PLAIN)).rejects.toMatchObject({ code: 'missing-data' });
});

test('what writeCsv writes, loadMatrix reads back exactly', async () => {
  const values = Float32Array.of(0.1, -1 / 3, 1e-30, 16777217, 3.4e38, 0);
  const text = writeCsv(['z0', 'z"1'], values);
  expect(text.split('\n').slice(0, 2)).toEqual(['z0,"z""1"', '0.1,-0.33333334']);
  const back = await loadMatrix(save('z.csv', text), { folder, trusted: true }, ['z0', 'z"1']);
  expect(back).toEqual({ count: 3, values });
  expect(writeCsv(['a'], Float64Array.of(1 / 3, Number.NaN))).toBe('a\n0.3333333333333333\nnan\n');
});

test('an array of which some columns are modelled: these columns, or all of them', async () => {
  const like: RowsLike = { ...PLAIN, columns: ['x0', 'x2'], part: { columns: [0, 2], width: 3 } };
  const whole = save('whole.npy', writeNpy(Float64Array.of(1, 9, 2, 3, 9, 4), [2, 3]));
  const own = save('own.npy', writeNpy(Float64Array.of(1, 2, 3, 4), [2, 2]));
  for (const file of [whole, own]) expect([...(await read(file, like)).values]).toEqual([1, 2, 3, 4]);
  await expect(read(whole, PLAIN)).rejects.toThrow('expected rows of 2 numbers');
});

test('the fields of a structured array are found by their names, wherever they are', async () => {
  const fields = [
    ['w', 'f4'],
    ['b', 'f8'],
    ['a', 'i2'],
  ] as const;
  const file = save(
    'records.npy',
    recordsBytes(fields, [
      [1, 0.5, 7],
      [3, 0.25, 9],
    ]),
  );
  const like: RowsLike = { ...PLAIN, columns: ['a', 'b'], weight: 'w', part: { columns: [0, 1], width: 3, weight: 2 } };
  const { values, weights, reading } = await read(file, like);
  expect([[...values], [...weights!]]).toEqual([
    [7, 0.5, 9, 0.25],
    [0.5, 1.5],
  ]);
  expect(reading).toMatchObject({ columns: ['a', 'b'], leftOut: [], header: true, weight: { column: 'w' } });
  await expect(read(file, { ...PLAIN, columns: ['a', 'c'] })).rejects.toMatchObject({
    message: "records.npy has no field 'c', which the flow models",
    hint: 'its fields are w, b, a',
  });
  // Columns that were only numbered are taken by their place.
  const numbered: RowsLike = { ...PLAIN, summary: { ...summary, shape: [3] }, columns: ['x0', 'x1', 'x2'] };
  expect([...(await read(file, numbered)).values].slice(0, 3)).toEqual([1, 0.5, 7]);
});

test('the fields of a structured array that are not numbers matter only if the flow models them', async () => {
  const fields = [
    ['name', 'U2'],
    ['b', 'f8'],
    ['a', 'i2'],
  ] as const;
  const rows = [
    ['n1', 0.5, 7],
    ['n2', 0.25, 9],
  ];
  const file = save('texts.npy', recordsBytes(fields, rows));
  expect([...(await read(file, { ...PLAIN, columns: ['a', 'b'] })).values]).toEqual([7, 0.5, 9, 0.25]);
  await expect(read(file, { ...PLAIN, columns: ['a', 'name'] })).rejects.toMatchObject({
    message: "texts.npy has the field 'name' with the dtype <U2, which is not a number",
    hint: 'save the fields that are numbers alone: numpy.save("numbers.npy", array[["b", "a"]])',
  });
});

test('of several arrays in an archive, the one that the flow was trained on', async () => {
  const [points, others] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)];
  const arrays = { first: { values: others, shape: [2, 2] }, x: { values: points, shape: [2, 2] } };
  const file = save('two.npz', writeNpz(arrays));
  expect([...(await read(file, { ...PLAIN, array: 'x' })).values]).toEqual([1, 2, 3, 4]);
  await expect(read(file, PLAIN)).rejects.toMatchObject({
    message: 'two.npz holds the arrays first, x, and only one is read',
    hint: 'save it alone: numpy.save("one.npy", numpy.load("two.npz")["first"])',
  });
});

test('angles are on the grid of the training rows before they are taken modulo their period', async () => {
  const angles = { ...summary, periods: [null, 6.25] };
  const like: RowsLike = {
    ...PLAIN,
    summary: angles,
    dequantizedColumns: [1],
    grids: [{ column: 1, step: 0.5, origin: 0 }],
  };
  expect([...(await read(save('a.csv', 'x1,x2\n3,6.5\n'), like)).values]).toEqual([3, 0.25]);
});

test('categories that are modeled are read by name, or by number from an array', async () => {
  const like: RowsLike = { summary, columns: ['x', 'kind'], categories: [{ column: 1, values: ['dog', 'ant'] }] };
  expect([...(await read(save('a.csv', 'kind,x\nant,1\ndog,2\n'), like)).values]).toEqual([1, 1, 2, 0]);
  await expect(read(save('b.csv', 'kind,x\nant,1\neel,2\n'), like)).rejects.toThrow(
    "b.csv: line 3: 'eel' is not a value of the modeled column kind; its values are dog, ant",
  );
  expect([...(await read(save('c.npy', writeNpy(Float64Array.of(1, 1, 2, 0), [2, 2])), like)).values][1]).toBe(1);
  await expect(read(save('d.npy', writeNpy(Float64Array.of(1, 2), [1, 2])), like)).rejects.toThrow(
    'row 0 (counted from 0), column kind: 2 is not the number of a category, 0 … 1',
  );
});

test('rows of dequantized columns are on the grids of the training rows', async () => {
  const grids = [{ column: 1, step: 0.5, origin: 0.25 }];
  const like: RowsLike = { ...PLAIN, dequantizedColumns: [0, 1], grids };
  expect([...(await read(save('a.csv', 'x1,x2\n3,-0.75\n'), like)).values]).toEqual([3, -0.75]);
  await expect(read(save('b.csv', 'x1,x2\n3,1\n'), like)).rejects.toThrow('line 2, column x2: 1 is not on the grid');
  await expect(read(save('c.npy', writeNpy(Float64Array.of(1, 0.25, 2.5, 0.25), [2, 2])), like)).rejects.toThrow(
    'row 1 (counted from 0), column x1: 2.5 is not a whole number, as the training rows are',
  );
});

test('rows of a file have weights if it has their column', async () => {
  const like: RowsLike = { ...PLAIN, weight: 'w', part: { columns: [0, 2], width: 3, weight: 1 } };
  const csv = await read(save('a.csv', 'x1,x2,w\n1,2,3\n3,4,1\n'), like);
  expect([...csv.weights!]).toEqual([1.5, 0.5]);
  const npy = await read(save('b.npy', writeNpy(Float64Array.of(1, 3, 2, 3, 1, 4), [2, 3])), like);
  expect([[...npy.values], [...npy.weights!]]).toEqual([
    [1, 2, 3, 4],
    [1.5, 0.5],
  ]);
  expect(await read(save('c.csv', 'x1,x2\n1,2\n'), like)).not.toHaveProperty('weights');
});

test('what stands for a missing value is that of the training data, with or without names of columns', async () => {
  const values = [-999, { column: 'x2', values: [-1] }];
  const like: RowsLike = { ...PLAIN, missing: { how: 'drop', values } };
  for (const header of ['x1,x2\n', '']) {
    const {
      count,
      reading,
      values: kept,
      places,
    } = await read(save('m.csv', `${header}1,2\n-999,3\n-1,4\n5,-1.0\n`), like);
    expect([count, [...kept]]).toEqual([2, [1, 2, -1, 4]]);
    expect(reading).toMatchObject({
      read: 4,
      dropped: 2,
      missingValues: [
        { column: 'x1', cells: 1 },
        { column: 'x2', cells: 1 },
      ],
    });
    expect(places?.at([1])).toEqual([header === '' ? 3 : 4]);
  }
  const strict: RowsLike = { ...PLAIN, missing: { how: 'error', values } };
  await expect(read('m.csv', strict)).rejects.toMatchObject({
    message: `m.csv: line 2: '-999' counts as missing in column x1 ("missingValues")`,
    hint: 'fill in the value, or remove the row',
  });
});
