/** What panels show as a layer's worth is the measure of the page that predicts best. */
import { expect, test } from 'vitest';
import { layerWorth } from '../../../daemon/inspection/layers/worth/layer-worth.ts';
import { PLANE, randomFlow } from '../../../daemon/inspection/testing/random-flow.ts';
import { cpuRuntime } from '../../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import { layerChain } from './layer-chain.ts';
import { layerMeasures } from './measures.ts';

test('worth is “gain and affine”', async () => {
  const net = { type: 'mlp', hidden: [16] };
  const layers = [
    { type: 'affine-coupling', mask: 'even', conditioner: net },
    { type: 'actnorm' },
    { type: 'spline-coupling', mask: 'odd', conditioner: net, bins: 4 },
    { type: 'affine-coupling', mask: 'even', conditioner: net },
  ];
  const { open, data } = await randomFlow({ ...PLANE, layers }, '.', 0.3);
  const rows = data.split('validation');
  const chain = await layerChain(open.plan, rows.count);
  const asked = layers.map((_, index) => ({ index, size: chain.size(index) }));
  const measured = await layerMeasures(chain.trained(open.parameters), rows.values as Float32Array, rows.count, asked);
  await chain.dispose();
  const runtime = cpuRuntime({ threads: 1 });
  const worth = await layerWorth(runtime, open, data, rows, { limit: rows.count, noiseSeed: 0, signal: null });
  expect(worth.layers.map(({ affine }) => affine)).toEqual([false, true, false, false]);
  for (const [l, { value, gain }] of worth.layers.entries()) {
    expect(Math.abs(value - measured[l]!['gain and affine'])).toBeLessThan(1e-4);
    expect(Math.abs(gain - measured[l]!.gain)).toBeLessThan(1e-4);
  }
});
