import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { readHybrid } from './hybrid-values.ts';

type Run = { readonly value: number; readonly count: number } | readonly number[];

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** As Encodings.md of the Parquet format defines it. */
function encoded(runs: readonly Run[], width: number): Uint8Array {
  return Uint8Array.from(
    runs.flatMap((run) => {
      if ('count' in run) {
        const bytes = Array.from(
          { length: Math.ceil(width / 8) },
          (_, i) => Math.floor(run.value / 2 ** (8 * i)) % 256,
        );
        return [...varint(2 * run.count), ...bytes];
      }
      const bits = run.flatMap((value) => Array.from({ length: width }, (_, i) => Math.floor(value / 2 ** i) % 2));
      const bytes = Array.from({ length: bits.length / 8 }, (_, i) =>
        bits.slice(8 * i, 8 * i + 8).reduce((sum, bit, k) => sum + bit * 2 ** k, 0),
      );
      return [...varint(2 * (run.length / 8) + 1), ...bytes];
    }),
  );
}

test('runs and packed values of all widths', () => {
  const cases = fc.integer({ min: 0, max: 32 }).chain((width) => {
    const value = fc.integer({ min: 0, max: 2 ** width - 1 });
    const packed = fc
      .integer({ min: 0, max: 3 })
      .chain((groups) => fc.array(value, { minLength: 8 * groups, maxLength: 8 * groups }));
    const run = fc.record({ value, count: fc.integer({ min: 0, max: 300 }) });
    return fc.tuple(fc.constant(width), fc.array(fc.oneof(run, packed), { maxLength: 6 }));
  });
  fc.assert(
    fc.property(cases, fc.nat({ max: 7 }), ([width, runs], fewer) => {
      const values = runs.flatMap((run) => ('count' in run ? new Array<number>(run.count).fill(run.value) : run));
      const out = new Uint32Array(Math.max(0, values.length - fewer));
      const bytes = encoded(runs, width);
      readHybrid(bytes, width, out);
      expect([...out]).toEqual(values.slice(0, out.length));
      expect(() => readHybrid(bytes, width, new Uint32Array(values.length + 1))).toThrow(/too early/);
    }),
    propertyRuns(200, 1),
  );
});

test('a run that is longer than its page fills the page only', () => {
  const out = new Uint8Array(5);
  readHybrid(Uint8Array.of(...varint(2 * 2 ** 40), 1), 1, out);
  expect([...out]).toEqual([1, 1, 1, 1, 1]);
  expect(() => readHybrid(Uint8Array.of(2, 1), 33, out)).toThrow('values of 33 bits');
});
