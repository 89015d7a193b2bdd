/** The importance-weighted bounds of a linear and Gaussian VAE, whose log-likelihood is known. */
import { expect, test } from 'vitest';
import { loadDataset } from '../../data/load-dataset.ts';
import { dataTransform } from '../../data/prepare.ts';
import { buildModel } from '../../models/registry.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { estimateOver } from '../../statistics/row-summary.ts';
import { boundTerms, importanceBounds } from './bound-terms.ts';

const LINEAR = { type: 'mlp', hidden: [] };
const SPEC = {
  model: 'vae',
  data: { source: 'two-moons', samples: 400, evaluationSamples: 60, standardize: true },
  ...{ latent: 1, encoder: LINEAR, decoder: LINEAR },
  training: { batchSize: 50 },
};
const [W, B, SIGMA] = [
  [0.8, -0.6],
  [0.1, -0.2],
  [0.5, 0.7],
] as const;

/** A VAE with these weights, and a posterior that is too wide and off its center. */
async function linear() {
  const { plan } = await checkSpec(JSON.stringify(SPEC), { folder: '.', trusted: true, fileStem: 'linear' });
  const model = buildModel(plan!);
  const dataset = await loadDataset(plan!.data, { folder: '.', trusted: true });
  const transform = dataTransform(dataset);
  const parameters = new Map([
    ['encoder.conditioner.layer0.weight', Float32Array.of(0.4, 0, -0.3, 0)],
    ['encoder.conditioner.layer0.bias', Float32Array.of(0.2, 0)],
    ['decoder.conditioner.layer0.weight', Float32Array.from(W)],
    ['decoder.conditioner.layer0.bias', Float32Array.from(B)],
    ['likelihood.logScale', Float32Array.from(SIGMA, Math.log)],
  ]);
  return { subject: { model, parameters }, data: { transform }, rows: transform.prepare(dataset.validation) };
}

/** log N(x; b, W·Wᵀ + diag σ²). */
function logLikelihood(x: number, y: number): number {
  const [c00, c11, c01] = [W[0] ** 2 + SIGMA[0] ** 2, W[1] ** 2 + SIGMA[1] ** 2, W[0] * W[1]];
  const determinant = c00 * c11 - c01 ** 2;
  const [dx, dy] = [x - B[0], y - B[1]];
  return (
    -0.5 * ((c11 * dx * dx - 2 * c01 * dx * dy + c00 * dy * dy) / determinant + Math.log(determinant)) -
    Math.log(2 * Math.PI)
  );
}

test('they rise with the number of draws from the ELBO to the log-likelihood, which they do not exceed', async () => {
  const { subject, data, rows } = await linear();
  const runtime = cpuRuntime({ threads: 1 });
  const options = { noiseSeed: 3, draws: [1, 10, 100, 1000], rows: 40 };
  const { bounds, rows: chosen } = await importanceBounds(runtime, subject, data, rows, options);
  expect(chosen).toHaveLength(40);
  // Row by row, not only in the mean: the same draws are grouped differently.
  for (const [i, { values }] of bounds.slice(1).entries()) {
    for (const [row, value] of values.entries()) expect(value).toBeGreaterThanOrEqual(bounds[i]!.values[row]! - 1e-9);
  }
  const { values } = rows;
  const exact = Float64Array.from(
    chosen,
    (row) => logLikelihood(values[2 * row]!, values[2 * row + 1]!) + data.transform.logDet,
  );
  const gap = (k: number) => estimateOver(bounds[k]!.values.map((value, row) => exact[row]! - value));
  expect(gap(0).mean).toBeGreaterThan(0.1);
  const [tight, loose] = [gap(3), gap(1)];
  expect(tight.mean).toBeLessThan(0.1 * loose.mean);
  expect(tight.mean).toBeGreaterThan(-3 * tight.se - 0.01);
  // One draw for each row: the same bound as the ELBO, within the error of both.
  const { reconstruction, kl, latent } = await boundTerms(runtime, subject, data, rows, { noiseSeed: 3 });
  expect(latent).toBe(1);
  const elbo = estimateOver(Float64Array.from(chosen, (row) => reconstruction[row]! - kl[row]!));
  const one = estimateOver(bounds[0]!.values);
  expect(Math.abs(elbo.mean - one.mean)).toBeLessThan(4 * Math.hypot(elbo.se, one.se));
});
