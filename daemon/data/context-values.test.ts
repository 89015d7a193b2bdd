import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeContext, fitContext, type RawContext } from './context.ts';
import { contextColumns } from './context-values.ts';
import { indexedRows } from './files/row-place.ts';

const SOURCE = indexedRows('x.csv');
const NUMBERS = [0, -0.3, 12.5, 7, 0.1 + 0.2, 99.99];

function back(raw: readonly RawContext[], count: number) {
  const encoding = fitContext(
    raw,
    Uint32Array.from({ length: count }, (_, i) => i),
  );
  const vectors = encodeContext(encoding, raw, count, SOURCE);
  return { encoding, vectors, columns: contextColumns(encoding, vectors)! };
}

test('labels and numbers come back as they were read', () => {
  const numbers = Float64Array.from([0, -0.3, 12.5, 7]);
  const years = Float64Array.from([1_700_000_000, 1_700_000_000.5, 1_700_000_003, 1_700_000_001.25]);
  const small = Float64Array.from([1e-9, 2.5e-9, 0, -3e-9]);
  const texts = ['b', '', 'São Paulo', 'b'];
  const { columns } = back(
    [
      { column: 'n', kind: 'number', numbers },
      { column: 'city', kind: 'category', texts },
      { column: 'year', kind: 'number', numbers: years },
      { column: 'small', kind: 'number', numbers: small },
    ],
    4,
  );
  expect(columns.names).toEqual(['n', 'city', 'year', 'small']);
  for (let i = 0; i < 4; i++) {
    const [n, city, year, tiny] = columns.row(i);
    expect([n, city, year]).toEqual([numbers[i], texts[i], years[i]]);
    expect(tiny).toBeCloseTo(small[i]!, 20);
  }
});

test('whatever the numbers, they are encoded to the same vectors again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...NUMBERS), fc.double({ noNaN: true, min: -1e30, max: 1e30 })), {
        minLength: 2,
        maxLength: 20,
      }),
      (values) => {
        const raw = [{ column: 'n', kind: 'number', numbers: Float64Array.from(values) }] as const;
        const { encoding, vectors, columns } = back(raw, values.length);
        const numbers = Float64Array.from(values, (_, i) => Number(columns.row(i)[0]));
        const again = encodeContext(encoding, [{ ...raw[0], numbers }], values.length, SOURCE);
        for (const [i, value] of vectors.entries()) expect(Math.abs(again[i]! - value)).toBeLessThanOrEqual(1e-6);
      },
    ),
  );
});

test('a flow without context has no columns', () => {
  expect(contextColumns([], null)).toBeNull();
});
