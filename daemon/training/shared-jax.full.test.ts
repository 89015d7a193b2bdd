/** Batches shared by devices of JAX, in one process and in two. */
import { expect, test } from 'vitest';
import { TEST_PYTHON } from '../runtime/testing/available-runtimes.ts';
import { exampleSpec } from './testing/engine-parity.ts';
import { devicesParity, processesParity } from './testing/shared-parity.ts';

const NOTE = TEST_PYTHON === null ? ' (SKIPPED: FLOWSCOPE_TEST_PYTHON names no Python with JAX)' : '';
const withJax = test.skipIf(TEST_PYTHON === null);
const GAN = {
  text: JSON.stringify({
    ...{ model: 'gan', latent: 2, loss: 'wasserstein-gp', data: { source: 'two-moons', samples: 2000 } },
    generator: { type: 'mlp', hidden: [16] },
    discriminator: { type: 'mlp', hidden: [16] },
    training: { steps: 40, batchSize: 64, seed: 1 },
  }),
  folder: '/nowhere',
};

withJax.each([
  // 512 and 64 rows are no multiples of 3, and the images of `digits` are dequantized with noise.
  ['two-moons', 3, 1],
  ['digits', 3, 1],
  ['a Wasserstein GAN', 2, 7],
])(`%s on %i devices has the losses of the CPU${NOTE}`, { timeout: 300_000 }, async (name, devices, most) => {
  const spec = name.includes(' ') ? GAN : await exampleSpec(`examples/${name}.flow.json`);
  const { loss, exchanges } = await devicesParity(TEST_PYTHON!, devices, spec, 20);
  expect(loss).toBeLessThan(1e-5);
  expect(exchanges).toBeGreaterThan(0);
  expect(exchanges).toBeLessThanOrEqual(most);
});

withJax(`two processes over gloo have the losses of the CPU${NOTE}`, { timeout: 300_000 }, async () => {
  const spec = await exampleSpec('examples/letters.flow.json');
  const { loss, exchanges } = await processesParity(TEST_PYTHON!, 2, spec, 20);
  expect(loss).toBeLessThan(1e-5);
  expect(exchanges).toBe(1);
});
