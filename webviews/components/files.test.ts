import { expect, test } from 'vitest';
import { csvBytes } from './csv.ts';
import { npyBytes } from './npy.ts';

test('CSV: quotes where they are needed, all digits, empty cells for what is not a number', () => {
  const text = new TextDecoder().decode(
    csvBytes(
      ['a', 'b,c'],
      [
        [0.1 + 0.2, 'say "hi"'],
        [null, Number.NaN],
      ],
    ),
  );
  expect(text).toBe('a,"b,c"\r\n0.30000000000000004,"say ""hi"""\r\n,\r\n');
});

test('npy: a header as NumPy writes it, and the values behind it', () => {
  const bytes = new Uint8Array(npyBytes(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]));
  const length = bytes[8]! + 256 * bytes[9]!;
  expect((10 + length) % 64).toBe(0);
  expect([...bytes.slice(0, 8)]).toEqual([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  const header = new TextDecoder().decode(bytes.slice(10, 10 + length));
  expect(header.trimEnd()).toBe("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }");
  expect(header.endsWith('\n')).toBe(true);
  expect([...new Float64Array(bytes.slice(10 + length).buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
  const one = new Uint8Array(npyBytes(Uint8Array.of(7, 8), [2]));
  expect(new TextDecoder().decode(one.slice(10, 70))).toContain(
    "'descr': '|u1', 'fortran_order': False, 'shape': (2,)",
  );
});
