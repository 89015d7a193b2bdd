import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../testing/property-runs.ts';
import { nearestRows } from './nearest-rows.ts';

const signal = new AbortController().signal;

const asRows = (values: ArrayLike<number>, width: number) => ({
  values: Float64Array.from(values),
  count: values.length / width,
});

test('the nearest row of each point, as a plain search finds it', async () => {
  const value = fc.integer({ min: -50, max: 50 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(value, { minLength: 5, maxLength: 60 }),
      fc.array(value, { minLength: 5, maxLength: 200 }),
      async (width, some, many) => {
        const points = some.slice(0, some.length - (some.length % width));
        const rows = many.slice(0, many.length - (many.length % width));
        const { indices, distances } = await nearestRows(points, asRows(rows, width), width, signal);
        for (let p = 0; p < points.length / width; p++) {
          const all = Array.from({ length: rows.length / width }, (_, r) =>
            Math.hypot(...Array.from({ length: width }, (__, d) => points[p * width + d]! - rows[r * width + d]!)),
          );
          expect(distances[p]).toBeCloseTo(Math.min(...all), 9);
          expect(all[indices[p]!]).toBeCloseTo(Math.min(...all), 9);
        }
      },
    ),
    propertyRuns(40, 5),
  );
});

test('a search that is not wanted any more ends', async () => {
  const abort = new AbortController();
  const search = nearestRows(
    new Float32Array(64 * 1000),
    asRows(new Float32Array(1000 * 20_000).fill(1), 1000),
    1000,
    abort.signal,
  );
  abort.abort(new Error('superseded'));
  await expect(search).rejects.toThrow('superseded');
});
