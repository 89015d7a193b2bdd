import { expect, test } from 'vitest';
import { writeCsv, writeTable } from './write-csv.ts';

test('words stand beside numbers: quotes where they are needed, all digits, nothing for what is no number', () => {
  const rows = [
    [0.1 + 0.2, 'say "hi"'],
    [null, 'a,b'],
    [Number.NaN, 'c'],
  ];
  expect(writeTable(['x', 'y,z'], rows)).toBe('x,"y,z"\n0.30000000000000004,"say ""hi"""\n,"a,b"\n,c\n');
});

test('numbers alone: the shortest that read back', () => {
  expect(writeCsv(['a', 'b'], Float32Array.of(0.1, 1 / 3, Number.NaN, 2))).toBe('a,b\n0.1,0.33333334\n,2\n');
});
