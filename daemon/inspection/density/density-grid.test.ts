import { expect, test } from 'vitest';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { extentOf } from '../numerics/extent.ts';
import { encodeRows } from '../points/encode-rows.ts';
import { letterTable } from '../testing/letter-table.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { densityGrid } from './density-grid.ts';

const runtime = cpuRuntime({ threads: 1 });

test('the density integrates to 1 in data units, and the true density is given beside it', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const options = { width: 400, height: 320, extent: [-28, 28, -28, 28], context: null } as const;
  const grid = await densityGrid(runtime, open, data, options);
  expect(Math.abs(grid.integral - 1)).toBeLessThan(0.01);
  expect(grid.logProb.length).toBe(400 * 320);
  const area = (56 / 400) * (56 / 320);
  const truth = grid.trueLogProb!.reduce((total, value) => total + Math.exp(value) * area, 0);
  expect(Math.abs(truth - 1)).toBeLessThan(0.01);
  const own = await densityGrid(runtime, open, data, { ...options, extent: null });
  expect(own.extent).toEqual(extentOf(data.dataset.train.values, 2000));
});

test('a density with context needs it, and only the plane has a grid', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const options = { width: 100, height: 100, extent: [-60, 80, -20, 24] as const, context: null };
  await expect(densityGrid(runtime, open, data, options)).rejects.toMatchObject({ code: 'context', exitCode: 2 });
  const context = Float32Array.of(1, 0, 0.3);
  const grid = await densityGrid(runtime, open, data, { ...options, context });
  expect(Math.abs(grid.integral - 1)).toBeLessThan(0.01);
  expect(grid.trueLogProb).toBeNull();
});

test('the latents of the cells are those of their centers', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const options = { width: 3, height: 2, extent: [-3, 3, -2, 2], context: null } as const;
  const grid = await densityGrid(runtime, open, data, { ...options, latents: true });
  const centers = Float64Array.of(-2, -1, 0, -1, 2, -1, -2, 1, 0, 1, 2, 1);
  const rows = data.transform.prepare({ count: 6, values: centers, context: null });
  const { latents, logProb } = await encodeRows(runtime, open, data, rows, { noiseSeed: 0 });
  for (const [i, value] of grid.latents!.entries()) expect(value).toBeCloseTo(latents[i]!, 5);
  for (const [i, value] of grid.logProb.entries()) expect(value).toBeCloseTo(logProb[i]!, 5);
  expect((await densityGrid(runtime, open, data, options)).latents).toBeNull();
});
