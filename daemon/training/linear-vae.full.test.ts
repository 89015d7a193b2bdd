/** Probabilistic PCA: a linear and Gaussian VAE learns the normal distribution of its data, and its bound is tight. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeNpy } from '../encoding/write-npy.ts';
import { randomStream } from '../random/random-stream.ts';
import { done, useSmallRuns } from './testing/small-runs.ts';

const { folder, trainNew } = useSmallRuns();

test('at the optimum, the ELBO is the log-likelihood of the fitted normal distribution', async () => {
  const random = randomStream(1, 'linear');
  const rows = 20_000;
  const values = new Float32Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    const shared = random.normal();
    values[2 * i] = 1.2 * shared + 0.6 * random.normal() + 0.5;
    values[2 * i + 1] = -0.7 * shared + 0.4 * random.normal() - 1;
  }
  await writeFile(join(folder, 'normal.npy'), writeNpy(values, [rows, 2]));
  const linear = { type: 'mlp', hidden: [] };
  const run = await trainNew(
    {
      model: 'vae',
      data: { source: 'npy', path: 'normal.npy', split: { validation: 0.5, test: 0 } },
      ...{ latent: 1, encoder: linear, decoder: linear },
    },
    { steps: 4000, batchSize: 500, seed: 1, optimizer: { learningRate: 0.01 }, schedule: { type: 'cosine' } },
  );
  // The entropy of N(μ, Σ): no model of normal data has a lower expected NLL.
  const determinant = (1.44 + 0.36) * (0.49 + 0.16) - (1.2 * 0.7) ** 2;
  const entropy = Math.log(2 * Math.PI * Math.E) + 0.5 * Math.log(determinant);
  const { nll, se } = done(run).validation!;
  expect(Math.abs(nll! - entropy)).toBeLessThan(3 * se! + 0.01);
});
