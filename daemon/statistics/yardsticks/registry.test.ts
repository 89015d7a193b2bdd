import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compareRows } from './comparison.ts';
import { SAMPLE_YARDSTICKS, YARDSTICKS } from './registry.ts';
import { cornerRows, normalRows } from './testing/point-sets.ts';
import { isLikeData, shareError } from './yardstick.ts';

const ALL = [0, 1, 2, 3];
const measured = (samples: Float64Array, data: Float64Array, seed = 1) => {
  const comparison = compareRows({ samples, data, width: 2, isOneUnit: false, seed });
  return SAMPLE_YARDSTICKS.map((yardstick) => ({ yardstick, measure: yardstick.compute(comparison)! }));
};

test('the documentation has a heading for each, and what it shows and cannot show', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/yardsticks.md', import.meta.url)), 'utf8');
  const text = page.replaceAll(/\s+/g, ' ');
  for (const { title, shows, cannotShow } of YARDSTICKS) {
    expect(text).toContain(`## ${title}`);
    expect(text).toContain(shows);
    expect(text).toContain(cannotShow);
  }
  expect(new Set(YARDSTICKS.map(({ name }) => name)).size).toBe(YARDSTICKS.length);
});

test('equal rows and seeds give equal measures', () => {
  const [samples, data] = [cornerRows(40, ALL, 1), cornerRows(80, ALL, 2)];
  expect(measured(samples, data)).toEqual(measured(Float64Array.from(samples), Float64Array.from(data)));
  expect(measured(samples, data)).not.toEqual(measured(samples, data, 2));
});

test('units do not matter, neither those of a column nor where zero is', () => {
  const [samples, data] = [cornerRows(40, ALL, 1), cornerRows(80, ALL, 2)];
  const moved = (rows: Float64Array) => rows.map((value, at) => (at % 2 === 0 ? value : 1024 * value + 4096));
  const other = measured(moved(samples), moved(data));
  for (const [i, { measure }] of measured(samples, data).entries()) {
    expect(other[i]!.measure.value).toBeCloseTo(measure.value, 9);
    expect(other[i]!.measure.reference.high).toBeCloseTo(measure.reference.high, 9);
  }
});

test('a model that repeats its training rows looks perfect beside rows that it has not seen', () => {
  for (const { yardstick, measure } of measured(cornerRows(200, ALL, 1), cornerRows(400, ALL, 2))) {
    expect(isLikeData(yardstick, measure)).toBe(true);
  }
});

test('a model that repeats some of its training rows does not', () => {
  const some = cornerRows(20, ALL, 1);
  const samples = Float64Array.from({ length: 400 }, (_, at) => some[at % some.length]!);
  const found = measured(samples, cornerRows(400, ALL, 2)).filter(
    ({ yardstick, measure }) => !isLikeData(yardstick, measure),
  );
  expect(found.map(({ yardstick }) => yardstick.name)).toEqual(expect.arrayContaining(['c2st', 'recall']));
});

test('too few rows for any', () => {
  const comparison = compareRows({
    samples: normalRows(3, 2, 1),
    data: normalRows(3, 2, 2),
    width: 2,
    isOneUnit: false,
    seed: 1,
  });
  expect(SAMPLE_YARDSTICKS.map(({ compute }) => compute(comparison))).toEqual([null, null, null, null]);
});

test('the error of a share, also of all rows', () => {
  expect(shareError(0.5, 96)).toBe(0.05);
  expect(shareError(1, 96)).toBeCloseTo(Math.sqrt(0.98 * 0.02) / 10, 12);
});
