import { expect, test } from 'vitest';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { levels } from './levels.ts';

const runtime = cpuRuntime({ threads: 1 });
const OPTIONS = { split: 'validation', row: 2, count: 3, samples: 2, temperature: 1, seed: 4 } as const;

/** A split that nothing mixes: each part of the latent is a standardized coordinate, the second one first. */
async function separate(temperatures: readonly number[]) {
  const { open, data } = await randomFlow({ data: PLANE.data, layers: [{ type: 'split', prior: 'standard' }] }, '.', 0);
  const found = await Promise.all(
    temperatures.map((temperature) => levels(runtime, open, data, { ...OPTIONS, temperature })),
  );
  return { data, found };
}

test('a part that is resampled changes its own values only, and all others are those of the row', async () => {
  const { data, found } = await separate([1]);
  const [{ levels: parts, columns, values, roundTripError }] = found as [(typeof found)[0]];
  expect(parts.map(({ layer, shape }) => ({ layer, shape }))).toEqual([
    { layer: 0, shape: [1] },
    { layer: null, shape: [1] },
  ]);
  expect(columns).toBe(6);
  // Float32 at coordinates below 8.
  expect(roundTripError).toBeLessThan(2e-6);
  const at = (row: number, column: number) => [...values.subarray((row * 6 + column) * 2, (row * 6 + column + 1) * 2)];
  for (const row of [0, 1, 2]) {
    const [x, y] = at(row, 0) as [number, number];
    expect([x, y]).toEqual([...data.dataset.validation.values.subarray((2 + row) * 2, (3 + row) * 2)]);
    for (const column of [2, 3]) {
      expect(at(row, column)[0]).toBeCloseTo(x, 5);
      expect(Math.abs(at(row, column)[1]! - y)).toBeGreaterThan(1e-3);
    }
    for (const column of [4, 5]) {
      expect(at(row, column)[1]).toBeCloseTo(y, 5);
      expect(Math.abs(at(row, column)[0]! - x)).toBeGreaterThan(1e-3);
    }
    expect(at(row, 2)).not.toEqual(at(row, 3));
  }
  const change = Math.sqrt([0, 1, 2].reduce((sum, row) => sum + drawnSquares(row), 0) / (3 * 2 * 2));
  expect(parts[0]!.change).toBeCloseTo(change, 5);

  function drawnSquares(row: number): number {
    return [2, 3].reduce((sum, column) => sum + (at(row, column)[1]! - at(row, 0)[1]!) ** 2, 0);
  }
});

test('at temperature 0 every draw of a part is its center', async () => {
  const { data, found } = await separate([0]);
  const [{ values }] = found as [(typeof found)[0]];
  const { mean } = data.dataset.standardization!;
  const at = (column: number) => values.subarray(column * 2, (column + 1) * 2);
  for (const column of [2, 3]) expect(at(column)[1]).toBeCloseTo(mean[1]!, 6);
  for (const column of [4, 5]) expect(at(column)[0]).toBeCloseTo(mean[0]!, 6);
});

test('a row that does not exist is named', async () => {
  const { open, data } = await randomFlow(PLANE, '.', 0);
  await expect(levels(runtime, open, data, { ...OPTIONS, row: 500 })).rejects.toThrow('there is no row 500');
});
