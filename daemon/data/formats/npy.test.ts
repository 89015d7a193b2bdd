import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeNpy } from '../../encoding/write-npy.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { propertyRuns } from '../../testing/property-runs.ts';
import { type NpyArray, readNpy } from './npy.ts';

/** A .npy file with any header text, in NumPy's layout. */
function file(dictionary: string, body: Uint8Array | readonly number[], version = 1): Uint8Array {
  const text = new TextEncoder().encode(`${dictionary}\n`);
  const size = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...size, ...text, ...body]);
}

function header(descr: string, shape: string, fortran = 'False'): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
}

/** Element bytes of the numbers in the given dtype and byte order. */
function encode(descr: string, numbers: readonly number[]): Uint8Array {
  const size = Number(descr.slice(2));
  const view = new DataView(new ArrayBuffer(size * numbers.length));
  const little = descr[0] !== '>';
  for (const [i, n] of numbers.entries()) {
    const at = i * size;
    if (descr[1] === 'f') size === 4 ? view.setFloat32(at, n, little) : view.setFloat64(at, n, little);
    else if (size === 1) view.setInt8(at, n);
    else if (size === 2) view.setInt16(at, n, little);
    else if (size === 4) view.setInt32(at, n, little);
    else view.setBigInt64(at, BigInt(n), little);
  }
  return new Uint8Array(view.buffer);
}

const DTYPES = ['<f4', '>f4', '<f8', '>f8', '|i1', '<i2', '>i2', '<i4', '>i4', '<i8', '>i8'];
const UNSIGNED = ['|u1', '<u2', '>u2', '<u4', '>u4', '<u8', '>u8', '|b1'];

test.each([...DTYPES, ...UNSIGNED])('%s is read, in C and Fortran order and all versions', (descr) => {
  const signed = DTYPES.includes(descr);
  const numbers = descr === '|b1' ? [0, 1, 1, 0, 1, 0] : signed ? [1, -2, 3, -4, 5, -6] : [1, 2, 3, 4, 5, 120];
  const body = encode(descr, numbers);
  for (const version of [1, 2, 3]) {
    const array = readNpy(file(header(descr, '(2, 3)'), body, version), 'a.npy');
    expect(array.shape).toEqual([2, 3]);
    expect([...array.values]).toEqual(numbers);
    expect(array.integer).toBe(descr[1] !== 'f');
  }
  const [a, b, c, d, e, f] = numbers;
  expect([...readNpy(file(header(descr, '(2, 3)', 'True'), body), 'a.npy').values]).toEqual([a, c, e, b, d, f]);
});

test('Fortran order in three dimensions', () => {
  // Element (i, j, k) of shape (2, 3, 2) is 100i + 10j + k, written with i fastest.
  const numbers: number[] = [];
  for (let k = 0; k < 2; k++)
    for (let j = 0; j < 3; j++) for (let i = 0; i < 2; i++) numbers.push(100 * i + 10 * j + k);
  const array = readNpy(file(header('<i2', '(2, 3, 2)', 'True'), encode('<i2', numbers)), 'a.npy');
  expect([...array.values]).toEqual([0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);
});

test('what is written reads back, and begins at a multiple of 64', () => {
  const arrays: [NpyArray['values'], number[]][] = [
    [Float32Array.of(1.5, -2, 3, 0), [2, 2]],
    [Float64Array.of(Math.PI, -1e300, 5), [3]],
    [Uint8Array.of(0, 255), [1, 2, 1, 1]],
    [new Float32Array(0), [0, 3]],
  ];
  for (const [values, shape] of arrays) {
    const bytes = writeNpy(values, shape);
    expect((bytes.length - values.byteLength) % 64).toBe(0);
    const back = readNpy(bytes, 'a.npy');
    expect(back.values).toEqual(values);
    expect(back.shape).toEqual(shape);
  }
});

test.each([
  ['not NumPy', new TextEncoder().encode('a,b\n1,2\n3,4\n5,6\n')],
  ['empty', new Uint8Array()],
  ['header longer than the file', file(header('<f4', '(1,)'), []).subarray(0, 30)],
  ['version 9', file(header('<f4', '(1,)'), [0, 0, 0, 0], 9)],
  ['objects', file(header('|O', '(1,)'), [0, 0, 0, 0])],
  ['only a field of text', file(`{'descr': [('b', '<U1')], 'fortran_order': False, 'shape': (0,), }`, [])],
  ['a field of objects', file(`{'descr': [('a', '<f4'), ('b', '|O')], 'fortran_order': False, 'shape': (0,), }`, [])],
  [
    'records in records',
    file(`{'descr': [('a', '<f4'), ('b', [('c', '<f4'), ('d', '<f4')])], 'fortran_order': False, 'shape': (0,), }`, []),
  ],
  [
    'only a field of several numbers',
    file(`{'descr': [('a', '<f4', (2,))], 'fortran_order': False, 'shape': (0,), }`, []),
  ],
  ['no fields', file(`{'descr': [], 'fortran_order': False, 'shape': (0,), }`, [])],
  ['complex', file(header('<c8', '(1,)'), encode('<f8', [0]))],
  ['fewer numbers than the shape', file(header('<f4', '(3,)'), encode('<f4', [1, 2]))],
  ['more numbers than the shape', file(header('<f4', '(1,)'), encode('<f4', [1, 2]))],
  ['product beyond any file', file(header('<f8', '(4294967296, 4294967296, 4294967296)'), [])],
  ['product that wraps 64 bits', file(header('|u1', '(9223372036854775807, 2)'), [0])],
  ['petabytes', file(header('<f8', '(1000000000, 1000000)'), encode('<f8', [1]))],
  ['negative extent', file(header('<f4', '(-1,)'), encode('<f4', [1]))],
  ['code in the header', file(`{'descr': __import__('os').system('x'), 'fortran_order': False, 'shape': (1,)}`, [])],
  ['a key twice', file(`{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}`, encode('<f4', [1]))],
  ['an unknown key', file(`{'descr': '<f4', 'evil': '1', 'fortran_order': False, 'shape': (1,)}`, encode('<f4', [1]))],
  ['huge header', file(`{${' '.repeat(20_000)}}`, [], 2)],
])('%s is refused', (_, bytes) => {
  expect(() => readNpy(bytes, 'a.npy')).toThrow(expect.objectContaining({ code: 'data', file: 'a.npy' }));
});

test.each([
  ['<M8[ns]', /numpy\.timedelta64\(1, "s"\)/],
  ['<c16', /numpy\.column_stack\(\[array\.real, array\.imag\]\)/],
  ['<U3', /numpy\.unique/],
])('numbers that are not real are refused with a way to keep them: %s', (dtype, hint) => {
  expect(() => readNpy(file(header(dtype, '(1,)'), []), 'a.npy')).toThrow(
    expect.objectContaining({ code: 'data', hint: expect.stringMatching(hint) }),
  );
});

test('truncated and mutated files give an array or a FlowscopeError, nothing else', () => {
  const whole = writeNpy(
    Float32Array.from({ length: 12 }, (_, i) => i),
    [4, 3],
  );
  for (let length = 0; length < whole.length; length++) {
    expect(() => readNpy(whole.subarray(0, length), 'a.npy')).toThrow(FlowscopeError);
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        try {
          expect(readNpy(bytes, 'a.npy').values.length).toBeLessThanOrEqual(48);
        } catch (error) {
          expect(error).toBeInstanceOf(FlowscopeError);
        }
      },
    ),
    propertyRuns(200, 1),
  );
});

test('half precision is exact in float32', () => {
  const bits = [0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x3555];
  const values = [
    0,
    -0,
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    1,
    -2,
    65_504,
    Infinity,
    -Infinity,
    Number.NaN,
    0.333251953125,
  ];
  for (const [dtype, little] of [
    ['<f2', true],
    ['>f2', false],
  ] as const) {
    const bytes = bits.flatMap((word) => (little ? [word & 255, word >> 8] : [word >> 8, word & 255]));
    const array = readNpy(file(header(dtype, `(${bits.length},)`), bytes), 'a.npy');
    expect(array.values).toEqual(Float32Array.from(values));
    expect(array.integer).toBe(false);
  }
});

test('a structured array has a column for each field, whatever lies between them', () => {
  const descr = `[('a', '<i2'), ('', '|V3'), ("it's", '>f8'), ('half', '<f2')]`;
  const record = (a: number, b: number, half: number) => {
    const bytes = new DataView(new ArrayBuffer(15));
    bytes.setInt16(0, a, true);
    bytes.setFloat64(5, b);
    bytes.setUint16(13, half, true);
    return [...new Uint8Array(bytes.buffer)];
  };
  const bytes = file(`{'descr': ${descr}, 'fortran_order': False, 'shape': (2,), }`, [
    ...record(-3, 0.1, 0x3c00),
    ...record(7, -1e300, 0xc000),
  ]);
  expect(readNpy(bytes, 'a.npy')).toEqual({
    ...{ shape: [2, 3], integer: false, names: ['a', "it's", 'half'] },
    values: Float64Array.of(-3, 0.1, 1, 7, -1e300, -2),
  });
});

test.each([
  ["'<U2'", 8, '<U2'],
  ["'|S5'", 5, '|S5'],
  ["'|V3'", 3, '|V3'],
  ["'<M8[ns]'", 8, '<M8[ns]'],
  ["'<M8[25s]'", 8, '<M8[25s]'],
  ["'<c16'", 16, '<c16'],
  ["'<f16'", 16, '<f16'],
  ["'<f4', (2, 3)", 24, "'<f4', (2, 3)"],
  ["'<U1', (2,)", 8, "'<U1', (2,)"],
])('a field of a structured array that is not a number is passed over: %s', (type, size, dtype) => {
  const descr = `[('a', '|u1'), ('x', ${type}), ('b', '|u1')]`;
  const gap = new Array<number>(size).fill(7);
  const bytes = file(`{'descr': ${descr}, 'fortran_order': False, 'shape': (2,), }`, [1, ...gap, 2, 3, ...gap, 4]);
  expect(readNpy(bytes, 'a.npy')).toEqual({
    ...{ shape: [2, 3], integer: true, names: ['a', 'x', 'b'], others: new Map([[1, dtype]]) },
    values: Float64Array.of(1, Number.NaN, 2, 3, Number.NaN, 4),
  });
});
