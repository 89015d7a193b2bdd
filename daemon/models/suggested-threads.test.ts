import { expect, test } from 'vitest';
import { checkSpec } from '../spec/check-spec.ts';
import { suggestedThreads } from './suggested-threads.ts';

async function threadsOf(data: object, layers: readonly object[]): Promise<number> {
  const spec = JSON.stringify({ data, layers, training: { batchSize: 64 } });
  const { plan, diagnostics } = await checkSpec(spec, { folder: '.', trusted: true, fileStem: 'threads' });
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return suggestedThreads(plan, 2);
}

test('a second thread for large products: a convolution multiplies every pixel', async () => {
  const vectors = { source: 'npy', path: 'absent.npy', shape: [4] };
  const images = { source: 'idx', path: 'absent', shape: [28, 28, 1] };
  const coupling = (conditioner: object) => [{ type: 'affine-coupling', conditioner }, { type: 'affine-coupling' }];
  const pixels = (channels: number) => [
    { type: 'dequantize' },
    { type: 'logit' },
    ...coupling({ type: 'convnet', channels }),
  ];
  expect(await threadsOf(vectors, coupling({ type: 'mlp', hidden: [64, 64] }))).toBe(1);
  expect(await threadsOf(vectors, coupling({ type: 'mlp', hidden: [512, 512] }))).toBe(2);
  expect(await threadsOf(images, pixels(64))).toBe(2);
});
