import { expect, test } from 'vitest';
import { buildFlow } from '../../../flow/flow.ts';
import { asFlowPlan } from '../../../models/flow-plan.ts';
import { cpuRuntime } from '../../../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../../spec/check-spec.ts';
import { DIGITS } from '../../testing/digits.ts';
import { letterTable } from '../../testing/letter-table.ts';
import { MIXED } from '../../testing/mixed-layers.ts';
import { PLANE, randomFlow } from '../../testing/random-flow.ts';
import { inspectLayers } from '../inspect-layers.ts';
import { fitAffine } from './affine-fit.ts';
import { costOfWorth, layerWorth } from './layer-worth.ts';

const runtime = cpuRuntime({ threads: 1 });
const options = { limit: 4096, noiseSeed: 3, signal: null };

test('every layer by itself, through loops, left-over turns and inverses, has the gain that the whole flow says', async () => {
  const { open, data } = await randomFlow(MIXED, '.');
  const rows = data.split('validation');
  const { layers } = await inspectLayers(runtime, open, data, rows, options);
  const worth = await layerWorth(runtime, open, data, rows, options);
  expect(worth).toMatchObject({ rows: 1500, covariance: 'full' });
  const flow = layers.filter(({ index }) => index >= 0);
  expect(worth.layers.map(({ index }) => index)).toEqual(flow.map(({ index }) => index));
  for (const { index, gain, affine } of worth.layers) {
    expect(affine).toBe(!/coupling|autoregressive/.test(flow[index]!.type));
    expect(Math.abs(gain - (affine ? 0 : flow[index]!.gain))).toBeLessThan(1e-5);
  }
  // Behind the last layer that bends there are only affine maps: what is lost without it is its gain.
  const last = worth.layers.findLast(({ affine }) => !affine)!;
  expect(Math.abs(last.lost - last.gain)).toBeLessThan(1e-5);
});

test('a layer that gains nothing but prepares the data for the next one is worth something', async () => {
  const net = { type: 'mlp', hidden: [16] };
  const coupling = (mask: string) => ({ type: 'affine-coupling', mask, conditioner: net });
  const spec = { ...PLANE, layers: [coupling('even'), coupling('odd')] };
  const { open, data } = await randomFlow(spec, '.', 0.5);
  const { layers } = await layerWorth(runtime, open, data, data.split('validation'), options);
  for (const { value, gain, lost } of layers) expect(value).toBeCloseTo((gain + lost) / 2, 12);
  expect(layers[0]!.lost).not.toBeCloseTo(layers[0]!.gain, 2);
});

test('images: the data preparation has no worth, and covariances are diagonal', async () => {
  const { open, data } = await randomFlow(DIGITS, '.', 0.01);
  const rows = data.split('validation');
  const worth = await layerWorth(runtime, open, data, rows, { ...options, limit: 300 });
  expect(worth).toMatchObject({ rows: 300, covariance: 'diagonal' });
  expect(worth.layers.map(({ index, affine }) => [index, affine])).toEqual([
    [1, true],
    [2, true],
    [3, false],
    [4, false],
    [5, true],
  ]);
  for (const { value } of worth.layers) expect(value).toBeTypeOf('number');
  expect(worth.layers.every(({ value }) => Number.isFinite(value))).toBe(true);
});

test('context and dequantized columns', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const rows = data.split('train');
  const { layers } = await layerWorth(runtime, open, data, rows, options);
  const inspection = await inspectLayers(runtime, open, data, rows, options);
  const gains = inspection.layers.filter(({ index }) => index >= 0).map(({ gain }) => gain);
  // The noise that dequantizes is another one.
  for (const [l, { gain }] of layers.entries()) expect(Math.abs(gain - gains[l]!)).toBeLessThan(0.05);
});

test('rows without a finite log q are left out; the work can be cancelled', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const rows = data.split('validation');
  const values = (rows.values as Float32Array).slice();
  values[6] = Number.NaN;
  const clean = await layerWorth(runtime, open, data, rows, { ...options, limit: 400 });
  const holed = await layerWorth(runtime, open, data, { ...rows, values }, { ...options, limit: 400 });
  expect(holed.rows).toBe(399);
  expect(Math.abs(holed.layers[0]!.value - clean.layers[0]!.value)).toBeLessThan(0.05);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(layerWorth(runtime, open, data, rows, { ...options, signal })).rejects.toThrow('enough');
});

/** Affine couplings one after the other, without parameters. */
async function couplings(times: number, width: number) {
  const conditioner = { type: 'mlp', hidden: [width, width] };
  const layers = [{ type: 'repeat', times, layers: [{ type: 'affine-coupling', conditioner }] }];
  const text = JSON.stringify({ ...PLANE, layers });
  const { plan } = await checkSpec(text, { folder: '.', trusted: true, fileStem: 'test' });
  const own = asFlowPlan(plan!, 'the spec');
  return { plan: own, flow: buildFlow(own), parameters: new Map() };
}

test('large flows use fewer rows, a few at once; those that would take minutes are refused', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const rows = data.split('validation');
  expect(costOfWorth(open, rows, 4096)).toEqual({ rows: 500, batch: 500, kind: 'cheap' });
  const large = costOfWorth(await couplings(24, 1024), { count: 4096 }, 4096);
  expect(large.kind).toBe('moderate');
  expect(large.rows).toBeLessThan(300);
  expect(large.batch).toBeLessThan(large.rows);
  const asked = layerWorth(runtime, await couplings(60, 2048), data, rows, options);
  await expect(asked).rejects.toMatchObject({ code: 'too-large' });
});

test('the fit: an affine map is found again, and column by column the moments and the sign are kept', () => {
  const rows = 500;
  const input = Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i * i));
  const output = new Float32Array(input.length);
  for (let row = 0; row < rows; row++) {
    const [x, y] = [input[2 * row]!, input[2 * row + 1]!];
    output.set([2 * x + y + 1, -0.5 * y], 2 * row);
  }
  const full = fitAffine(input, output, rows, 'full');
  expect(Math.max(...full.values.map((value, i) => Math.abs(value - output[i]!)))).toBeLessThan(1e-6);
  expect(full.logDet).toBeCloseTo(0, 6);
  const diagonal = fitAffine(input, output, rows, 'diagonal');
  for (let row = 0; row < rows; row++) {
    expect(Math.abs(diagonal.values[2 * row + 1]! - output[2 * row + 1]!)).toBeLessThan(1e-6);
  }
  const constant = fitAffine(input, new Float32Array(input.length), rows, 'full');
  expect(constant.logDet).toBe(-Infinity);
});
