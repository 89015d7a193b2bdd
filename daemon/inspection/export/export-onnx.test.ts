import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { openModel } from '../../runtime/onnxruntime/open-model.ts';
import { toDataUnits } from '../opened/data-units.ts';
import type { OpenData } from '../opened/open-flow.ts';
import { decodeLatents } from '../points/decode-latents.ts';
import { drawSamples } from '../points/draw-samples.ts';
import { encodeRows } from '../points/encode-rows.ts';
import { DIGITS, SQUARE_DIGITS } from '../testing/digits.ts';
import { letterTable } from '../testing/letter-table.ts';
import { MIXED } from '../testing/mixed-layers.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { exportError } from './export-error.ts';
import { exportOnnx } from './export-onnx.ts';

const runtime = cpuRuntime({ threads: 1 });
const TOLERANCE = 1e-5;

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = TOLERANCE) => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const scale = Math.max(1, Math.abs(expected[i]!));
    expect(Math.abs(found[i]! - expected[i]!) / scale).toBeLessThanOrEqual(tolerance);
  }
};

/** Runs the file on rows 0 … batch−1 of every batch input. */
async function run(bytes: Uint8Array, batch: number, feeds: Readonly<Record<string, Float32Array>>, count: number) {
  const model = await openModel(bytes);
  const part = Object.entries(feeds).map(([name, values]) => {
    const width = values.length / count;
    return [name, { values: values.slice(0, batch * width), shape: [batch, width] }] as const;
  });
  const inputs = Object.fromEntries(part);
  if (feeds.temperature) Object.assign(inputs, { temperature: { values: feeds.temperature, shape: [1] } });
  const results = await model.run(inputs);
  await model.dispose();
  return results;
}

const BATCHES = [1, 7, 64];

test.each([
  ['couplings and actnorm in a loop', PLANE],
  ['turns left over, inverses, splines, an autoregressive layer', MIXED],
  ['splines that all samples share', { ...MIXED, layers: [{ type: 'spline', bins: 16 }, { type: 'linear' }] }],
])('log_prob, encode and sample take points in data units, any number at once: %s', async (_name, spec) => {
  const { open, data } = await randomFlow(spec, '.');
  const rows = data.split('validation');
  const engine = await encodeRows(runtime, open, data, rows, { noiseSeed: 0, limit: 64 });
  const x = (data.dataset.validation.values as Float32Array).slice(0, 128);
  const z = engine.latents.slice(0, 128);
  const samples = await decodeLatents(runtime, open, data, { values: z, count: 64, context: null });
  const [density, encoding, sampling] = [
    await exportOnnx(runtime, open, data, { function: 'log_prob' }),
    await exportOnnx(runtime, open, data, { function: 'encode' }),
    await exportOnnx(runtime, open, data, { function: 'sample' }),
  ];
  expect(density.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['batch', 2] }]);
  expect(density.outputs).toEqual([{ name: 'log_prob', dtype: 'float32', shape: ['batch'] }]);
  expect(sampling.inputs).toEqual([
    { name: 'noise', dtype: 'float32', shape: ['batch', 2] },
    { name: 'temperature', dtype: 'float32', shape: [1] },
  ]);
  expect(density.opset).toBe(21);
  for (const { maxError } of [density, encoding, sampling]) expect(maxError).toBeLessThan(TOLERANCE);
  for (const batch of BATCHES) {
    close((await run(density.bytes, batch, { x }, 64)).log_prob!, engine.logProb.subarray(0, batch));
    close((await run(encoding.bytes, batch, { x }, 64)).z!, z.subarray(0, 2 * batch));
    const drawn = await run(sampling.bytes, batch, { noise: z, temperature: Float32Array.of(1) }, 64);
    close(drawn.x!, samples.subarray(0, 2 * batch));
  }
  const cold = await run(sampling.bytes, 7, { noise: z.map((v) => 2 * v), temperature: Float32Array.of(0.5) }, 64);
  close(cold.x!, samples.subarray(0, 14));
});

test('where float32 overflows, log_prob is −∞ as in the engine; of a row that is not finite it is NaN', async () => {
  const { open, data } = await randomFlow(MIXED, '.');
  const { bytes } = await exportOnnx(runtime, open, data, { function: 'log_prob' });
  const points = [1e8, -1e30, 3e38, -3e38].flatMap((value) => [value, 0.1]);
  const rows = data.transform.prepare({ count: 4, values: Float64Array.from(points), context: null });
  const engine = await encodeRows(runtime, open, data, rows, { noiseSeed: 0, limit: 4 });
  const { log_prob: found } = await run(bytes, 4, { x: Float32Array.from(points) }, 4);
  expect(engine.logProb).toContain(-Infinity);
  expect([...found!].map(Number.isFinite)).toEqual([...engine.logProb].map(Number.isFinite));
  expect([...found!].filter((value) => !Number.isFinite(value)).every((value) => value === -Infinity)).toBe(true);
  const { log_prob: broken } = await run(bytes, 2, { x: Float32Array.of(Number.NaN, 0, 0, Infinity) }, 2);
  expect([...broken!]).toEqual([Number.NaN, Number.NaN]);
});

test('tables: context by its own numbers, noise of dequantization as an input, whole numbers come out whole', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const density = await exportOnnx(runtime, open, data, { function: 'log_prob', metadata: { run: 'a run' } });
  expect(density.inputs.map(({ name, shape }) => [name, shape])).toEqual([
    ['x', ['batch', 2]],
    ['context', ['batch', 3]],
    ['noise', ['batch', 2]],
  ]);
  const text = Buffer.from(density.bytes).toString('latin1');
  for (const words of ['count,weight', 'a run', 'flowscope.function']) expect(text).toContain(words);
  expect(density.maxError).toBeLessThan(TOLERANCE);

  const x = Float32Array.of(4, 0.25, 13, 2.5);
  const size = data.dataset.contextEncoding![1] as { mean: number; std: number };
  const raw = Float32Array.of(1, 0, 0.4, 0, 1, 0.9);
  const standard = raw.map((value, i) => (i % 3 === 2 ? (value - size.mean) / size.std : value));
  const feeds = { x, context: raw, noise: new Float32Array(4).fill(0.5) };
  const { log_prob } = await run(density.bytes, 2, feeds, 2);
  // The center of the bin, without dequantization: the same point, shifted by half a unit.
  const center = Float32Array.of(4.5, 0.25, 13.5, 2.5);
  const plain = { ...data, transform: { ...data.transform, entry: null } };
  const rows = data.transform.prepare({ count: 2, values: center, context: standard });
  close(log_prob!, (await encodeRows(runtime, open, plain, rows, { noiseSeed: 0 })).logProb);

  const sampling = await exportOnnx(runtime, open, data, { function: 'sample' });
  expect(sampling.maxError).toBeLessThan(TOLERANCE);
  const noise = Float32Array.of(0.3, -1.2, 0.8, 0.1);
  const drawn = await run(sampling.bytes, 2, { noise, context: raw, temperature: Float32Array.of(1) }, 2);
  const decoded = await decodeLatents(runtime, open, data, { values: noise, count: 2, context: standard });
  close(drawn.x!, decoded);
  expect(Number.isInteger(drawn.x![0])).toBe(true);
});

test('values on a grid come out on it, and categories as their numbers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-export-'));
  const rows = Array.from({ length: 60 }, (_, i) => `${((i * 7) % 11) * 0.25 + 0.1},${'aabac'[i % 5]}`);
  writeFileSync(join(folder, 't.csv'), `g,kind\n${rows.join('\n')}\n`);
  const columns = ['g', { name: 'kind', as: 'category' }];
  const spec = {
    data: { source: 'csv', path: 't.csv', columns, dequantize: [{ column: 'g', step: 0.25 }] },
    layers: [{ type: 'affine', scale: 0.5, trainable: false }],
  };
  const { open, data } = await randomFlow(spec, folder);
  rmSync(folder, { recursive: true });
  const { bytes, maxError } = await exportOnnx(runtime, open, data, { function: 'sample' });
  expect(maxError).toBeLessThan(TOLERANCE);
  expect(Buffer.from(bytes).toString('latin1')).toContain('"values":["a","b","c"]');
  const noise = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i) * 2);
  const { x } = await run(bytes, 32, { noise, temperature: Float32Array.of(1) }, 32);
  close(x!, await decodeLatents(runtime, open, data, { values: noise, count: 32, context: null }));
  const kinds = x!.filter((_, i) => i % 2 === 1);
  expect([...new Set(kinds)].sort()).toEqual([0, 1, 2]);
  for (const value of x!.filter((_, i) => i % 2 === 0))
    expect((value - 0.1) / 0.25).toBeCloseTo(Math.round((value - 0.1) / 0.25), 4);
});

test.each([
  ['flattened', DIGITS],
  ['with convolutions', SQUARE_DIGITS],
])('images, %s: pixels as whole numbers in, whole numbers out', async (_name, spec) => {
  const { open, data } = await randomFlow(spec, '.', 0.01);
  const density = await exportOnnx(runtime, open, data, { function: 'log_prob' });
  expect(density.inputs.map(({ name, shape }) => [name, shape])).toEqual([
    ['x', ['batch', 28, 28, 1]],
    ['noise', ['batch', 28, 28, 1]],
  ]);
  const sampling = await exportOnnx(runtime, open, data, { function: 'sample' });
  for (const { maxError } of [density, sampling]) expect(maxError).toBeLessThan(TOLERANCE);
  const model = await openModel(sampling.bytes);
  const noise = Float32Array.from({ length: 3 * 784 }, (_, i) => ((i * 37) % 101) / 101);
  const inputs = {
    noise: { values: noise, shape: [3, ...open.flow.latentShape] },
    temperature: { values: Float32Array.of(1), shape: [1] },
  };
  const { x } = await model.run(inputs);
  await model.dispose();
  expect(x!.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true);
  expect(new Set(x).size).toBeGreaterThan(10);
});

test('maxError tells a file of other parameters apart', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const parameters = new Map([...open.parameters].map(([name, values]) => [name, values.map((v) => 1.001 * v)]));
  const { bytes, inputs, maxError } = await exportOnnx(runtime, { ...open, parameters }, data, {
    function: 'log_prob',
  });
  expect(maxError).toBeLessThan(TOLERANCE);
  const model = await openModel(bytes);
  const { maxError: error } = await exportError(runtime, open, data, 'log_prob', { model, inputs, output: 'log_prob' });
  await model.dispose();
  expect(error).toBeGreaterThan(TOLERANCE);
});

test.each([0, -180])('angles on a grid come out on it, in their turn from %d', async (start) => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-export-'));
  const rows = Array.from(
    { length: 200 },
    (_, i) => `${((((i * 7) % 19) * 10 + 270 - start) % 360) + start},${i % 13}.5`,
  );
  writeFileSync(join(folder, 't.csv'), `a,b\n${rows.join('\n')}\n`);
  const columns = [{ name: 'a', period: 360 }, 'b'];
  const spec = {
    data: { source: 'csv', path: 't.csv', columns, dequantize: [{ column: 'a', step: 10 }] },
    layers: [{ type: 'affine' }],
  };
  const { open, data } = await randomFlow(spec, folder);
  rmSync(folder, { recursive: true });
  const { bytes, maxError } = await exportOnnx(runtime, open, data, { function: 'sample' });
  expect(maxError).toBeLessThan(TOLERANCE);
  const noise = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i) * 2);
  const { x } = await run(bytes, 32, { noise, temperature: Float32Array.of(1) }, 32);
  const angles = x!.filter((_, i) => i % 2 === 0);
  expect(angles.every((angle) => angle >= start && angle < start + 360 && angle % 10 === 0)).toBe(true);
  const from = angles.map((angle) => angle - start);
  expect(from.some((angle) => angle < 180) && from.some((angle) => angle >= 180)).toBe(true);
});

test.each([0, -0.5])('angles come out in their turn from %d', async (start) => {
  const { open, data } = await randomFlow({ ...PLANE, layers: [{ type: 'affine' }] }, '.');
  const periodic: OpenData = {
    ...data,
    dataset: { ...data.dataset, summary: { ...data.dataset.summary, periods: [null, 2], turnStarts: [null, start] } },
  };
  const { bytes, maxError } = await exportOnnx(runtime, open, periodic, { function: 'sample' });
  expect(maxError).toBeLessThan(TOLERANCE);
  const noise = Float32Array.of(1, 2, -1, -2, 0.3, 0.1);
  const { x } = await run(bytes, 3, { noise, temperature: Float32Array.of(1) }, 3);
  const z = { values: noise, count: 3, context: null };
  const values = await decodeLatents(runtime, open, data, z);
  expect(values.some((value, i) => i % 2 === 1 && (value < 0 || value > 2))).toBe(true);
  close(
    x!,
    toDataUnits(
      { ...periodic, transform: { ...data.transform, restore: (v) => Float64Array.from(v) } },
      Float32Array.from(values),
    ),
  );
});

test('a base that takes two numbers of noise for each coordinate, behind a split', async () => {
  const spec = {
    data: { source: 'two-moons', samples: 200 },
    base: { type: 'student-t', degreesOfFreedom: 3 },
    layers: [
      { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } },
      { type: 'split' },
      { type: 'actnorm' },
    ],
  };
  const { open, data } = await randomFlow(spec, '.');
  const drawing = { count: 4, temperature: 1, seed: 1, context: null };
  const drawn = await drawSamples(runtime, open, data, drawing);
  // The points of these latents are the samples.
  const points = await decodeLatents(runtime, open, data, { values: drawn.latents, count: 4, context: null });
  close(points, drawn.values);
  expect(new Set(drawn.latents).size).toBe(8);
  const { inputs, maxError } = await exportOnnx(runtime, open, data, { function: 'sample' });
  expect(inputs[0]).toEqual({ name: 'noise', dtype: 'float32', shape: ['batch', 3] });
  expect(maxError).toBeLessThan(TOLERANCE);
});
