import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layerPlace } from '../../protocol/common.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { logDensityOf } from './evaluate/log-density.ts';
import { exportOnnx } from './export/export-onnx.ts';
import { inspectTerms } from './layers/inspect-layers.ts';
import { drawSamples } from './points/draw-samples.ts';
import { logDensityOf as logDensityOfPoints } from './points/point-log-density.ts';
import { probe } from './probe/probe-answer.ts';
import { randomFlow } from './testing/random-flow.ts';
import { steppedTable } from './testing/stepped-table.ts';

const runtime = cpuRuntime({ threads: 1 });
const PROBE = { context: null, contextRow: null, pixels: false, split: 'validation' } as const;

test('the rows of what columns go through add up to log q with those of the layers, row by row', async () => {
  const { open, data } = await randomFlow(steppedTable.spec, await steppedTable.folder());
  const rows = data.split('validation');
  const noiseSeed = open.plan.training.seed;
  const { inspection, terms } = await inspectTerms(runtime, open, data, rows, { noiseSeed });
  expect(inspection.layers.map(({ index, type }) => [index, type]).slice(0, 3)).toEqual([
    [-3, 'bounds'],
    [-2, 'transform'],
    [-1, 'standardize'],
  ]);
  expect(inspection.layers.every(({ index }) => layerPlace.index.safeParse(index).success)).toBe(true);
  expect(inspection.sumOk).toBe(true);
  const [bounds, transform, standardize] = inspection.layers;
  expect(bounds!.std).toBeGreaterThan(0.1);
  expect(transform!.std).toBeGreaterThan(0.1);
  expect(standardize!.std).toBeCloseTo(0, 9);
  expect(bounds!.relativeRoundTripError).toBeLessThan(1e-5);
  const logDensity = await logDensityOf(runtime, open, data, rows, { noiseSeed });
  expect(Math.max(...logDensity.map((value, i) => Math.abs(value - terms.total[i]!)))).toBeLessThan(1e-4);

  const found = await probe(runtime, open, data, { ...PROBE, row: 0, x: null, z: null });
  expect(found.logq).toBeCloseTo(logDensity[0]!, 4);
  expect(found.layers.map(({ index }) => index)).toEqual([-3, -2, -1, 0, 1]);
  for (const [l, layer] of found.layers.entries()) expect(layer.logDet).toBeCloseTo(terms.layers[l]![0]!, 4);
  expect(found.layers.at(-1)!.running + found.base).toBeCloseTo(found.logq, 4);
});

test('a latent and its point have the same log q and terms', async () => {
  const spec = { ...steppedTable.spec, data: { ...steppedTable.spec.data, dequantize: false } };
  const { open, data } = await randomFlow(spec, await steppedTable.folder());
  const byLatent = await probe(runtime, open, data, {
    ...PROBE,
    row: null,
    x: null,
    z: [0.5, -0.2, 1, 0.3, -0.4, 0.9],
  });
  const byPoint = await probe(runtime, open, data, { ...PROBE, row: null, x: byLatent.x, z: null });
  expect(byPoint.logq).toBeCloseTo(byLatent.logq, 3);
  for (const [l, layer] of byPoint.layers.entries()) expect(layer.logDet).toBeCloseTo(byLatent.layers[l]!.logDet, 3);
});

test('samples are within the bounds, and those that were beyond are counted', async () => {
  const { open, data } = await randomFlow(steppedTable.spec, await steppedTable.folder());
  const options = { count: 400, seed: 1, context: null } as const;
  const { values, clipped } = await drawSamples(runtime, open, data, { ...options, temperature: 4 });
  const column = (j: number) => values.filter((_, i) => i % 6 === j);
  expect([Math.min(...column(0)), Math.max(...column(0))]).toEqual([0.1, 0.7]);
  expect(Math.min(...column(1))).toBe(0);
  expect(Math.min(...column(2))).toBeGreaterThan(0);
  expect([Math.min(...column(4)), Math.max(...column(4))]).toEqual([0, 10]);
  expect(column(4).every(Number.isInteger)).toBe(true);
  expect(clipped).toBeGreaterThan(20);
  const usual = await drawSamples(runtime, open, data, { ...options, temperature: 0.5 });
  expect(usual.clipped).toBe(0);
});

test('an exported flow has the steps in both directions', async () => {
  const { open, data } = await randomFlow(steppedTable.spec, await steppedTable.folder());
  for (const name of ['log_prob', 'encode', 'sample'] as const) {
    const { maxError } = await exportOnnx(runtime, open, data, { function: name });
    expect(maxError, name).toBeLessThan(2e-4);
  }
});

test.each([
  [{ columns: [{ name: 'x', bounds: [-2, 3] }] }, [-2, 3]],
  [{ columns: [{ name: 'x', bounds: [-2, null] }], standardize: 'robust' }, [-2, 400]],
  [{ standardize: 'quantile' }, [-40, 40]],
] as const)('the density of one column integrates to 1: %j', async (keys, [low, high]) => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-column-'));
  const lines = Array.from({ length: 60 }, (_, i) => (-2 + 5 * (((i + 1) * 0.6180339887) % 1) ** 2).toFixed(6));
  await writeFile(join(folder, 'one.csv'), `x\n${lines.join('\n')}\n`);
  const spec = {
    data: { source: 'csv', path: 'one.csv', ...keys, split: { validation: 0.2, test: 0 } },
    layers: [{ type: 'affine', shift: 0.3, scale: 1.2 }, { type: 'spline' }],
  };
  const { open, data } = await randomFlow(spec, folder, 0.5);
  // Dense where the data are.
  const at = (i: number) => low + (high - low) * (i / 20000) ** (high > 100 ? 3 : 1);
  const edges = Float64Array.from({ length: 20001 }, (_, i) => at(i));
  const middles = edges.slice(1).map((edge, i) => (edge + edges[i]!) / 2);
  const logq = (await logDensityOfPoints(runtime, open, data, { values: middles, context: null }))!;
  const integral = logq.reduce((sum, value, i) => sum + Math.exp(value) * (edges[i + 1]! - edges[i]!), 0);
  expect(Math.abs(integral - 1)).toBeLessThan(5e-3);
  if (!('columns' in keys)) return;
  const beyond = await logDensityOfPoints(runtime, open, data, { values: Float64Array.of(low - 0.01), context: null });
  expect(beyond![0]).toBe(-Infinity);
});
