import { expect, test } from 'vitest';
import { writeCsv, writeTable } from './write-csv.ts';

test('words beside numbers: quotes where they are needed, all digits, nothing for null', () => {
  const rows = [
    [0.1 + 0.2, 'say "hi"'],
    [null, 'a,b'],
    [Number.NaN, 'c'],
    [Number.NEGATIVE_INFINITY, 'd'],
    [Number.POSITIVE_INFINITY, 'e'],
  ];
  expect(writeTable(['x', 'y,z'], rows)).toBe(
    'x,"y,z"\n0.30000000000000004,"say ""hi"""\n,"a,b"\nnan,c\n-inf,d\ninf,e\n',
  );
});

test('numbers alone: the shortest that read back, and the spelling of numpy for those that are not finite', () => {
  const values = [0.1, 1 / 3, Number.NaN, 2, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  expect(writeCsv(['a', 'b'], Float32Array.from(values))).toBe('a,b\n0.1,0.33333334\nnan,2\n-inf,inf\n');
  expect(writeCsv(['a', 'b'], Float64Array.from(values.slice(2)))).toBe('a,b\nnan,2\n-inf,inf\n');
});
