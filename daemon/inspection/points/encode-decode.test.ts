import { expect, test } from 'vitest';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { givenContext, ofValues } from '../opened/choose-context.ts';
import { drawSamples } from '../points/draw-samples.ts';
import { letterTable } from '../testing/letter-table.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { decodeLatents } from './decode-latents.ts';
import { encodeRows } from './encode-rows.ts';

const runtime = cpuRuntime({ threads: 1 });

test('decoding what was encoded gives the data back', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const { latents, count, logProb } = await encodeRows(runtime, open, data, data.split('validation'), { noiseSeed: 0 });
  const decoded = await decodeLatents(runtime, open, data, { values: latents, count, context: null });
  const { values } = data.dataset.validation;
  expect(count).toBe(500);
  // A round trip through eight layers in float32.
  for (const [i, value] of decoded.entries()) expect(Math.abs(value - values[i]!)).toBeLessThan(1e-4);
  expect(logProb.every(Number.isFinite)).toBe(true);
});

test('samples depend on the seed and their number only, and the temperature scales the latent', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const draw = (count: number, temperature: number, seed = 3) =>
    drawSamples(runtime, open, data, { count, temperature, seed, context: null });
  const [few, many, cold, other] = [await draw(10, 1), await draw(3000, 1), await draw(10, 0.5), await draw(10, 1, 4)];
  expect(many.values.length).toBe(6000);
  for (let i = 0; i < 20; i++) {
    expect(many.latents[i]).toBe(few.latents[i]);
    expect(Math.abs(many.values[i]! - few.values[i]!)).toBeLessThan(1e-5);
    expect(cold.latents[i]).toBeCloseTo(0.5 * few.latents[i]!, 6);
  }
  expect([...other.latents]).not.toEqual([...few.latents]);
  await expect(draw(1, -1)).rejects.toMatchObject({ code: 'wrong-value', exitCode: 2 });
  await expect(draw(1, Number.NaN)).rejects.toMatchObject({ code: 'wrong-value' });
});

test('tables: whole numbers come back whole, and the context is honored', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const rows = data.split('train');
  const { latents, count } = await encodeRows(runtime, open, data, rows, { noiseSeed: 5 });
  const decoded = await decodeLatents(runtime, open, data, { values: latents, count, context: rows.context });
  const { values } = data.dataset.train;
  const wrong = decoded.filter((value, i) => (i % 2 === 0 ? value !== values[i] : Math.abs(value - values[i]!) > 1e-3));
  // Noise within rounding of 0 or 1 may move to the neighboring integer.
  expect(wrong.length).toBeLessThanOrEqual(1);

  const context = givenContext(open, data, ofValues({ letter: 'B', size: '2' }))!;
  expect(context).toHaveLength(3);
  expect(context.subarray(0, 2)).toEqual(Float32Array.of(0, 1));
  const one = await drawSamples(runtime, open, data, { count: 40, temperature: 1, seed: 1, context });
  expect(one.context!.subarray(39 * 3)).toEqual(context);
  const drawn = await drawSamples(runtime, open, data, { count: 40, temperature: 1, seed: 1, context: null });
  expect(new Set(Array.from({ length: 40 }, (_, i) => drawn.context![3 * i])).size).toBe(2);
  expect(() => givenContext(open, data, ofValues({ letter: 'Z', size: '2' }))).toThrow(/Z/);
});

test('work stops between batches when it is aborted', async () => {
  const { open, data } = await randomFlow(PLANE, '.');
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  const options = { noiseSeed: 0, signal: controller.signal };
  await expect(encodeRows(runtime, open, data, data.split('train'), options)).rejects.toThrow('enough');
});
