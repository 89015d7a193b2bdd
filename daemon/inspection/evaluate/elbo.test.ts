import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { elboFigure } from '../../../protocol/figures/elbo.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { answerContext } from '../testing/answer-context.ts';
import { randomModel, SMALL_VAE } from '../testing/random-flow.ts';
import { elboAnswer } from './elbo-answer.ts';
import { evaluateRows } from './evaluate-rows.ts';

const runtime = cpuRuntime({ threads: 1 });
const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
const COUPLING = { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } };

test('the terms add up to the bound of evaluate, and the importance-weighted bound is above it', async () => {
  const { open, data } = await randomModel(SMALL_VAE, '.', 0.4);
  const context = answerContext({ open, data }, runtime);
  const params = elboFigure.read({ importance: 100, dimension: 1, bins: 8 });
  const { elbo, reconstruction, kl, dimensions, importance, selected, n } = await elboAnswer(params, context);
  const options = { noiseSeed: open.plan.training.seed, importance: 100 };
  const known = await evaluateRows(runtime, open, data, data.dataset.validation, options);
  expect(n).toBe(100);
  expect(elbo.mean).toBeCloseTo(known.elbo!.mean, 6);
  expect(reconstruction.mean! - kl.mean!).toBeCloseTo(elbo.mean!, 9);
  expect(dimensions.reduce((sum, own) => sum + own.kl!.mean!, 0)).toBeCloseTo(kl.mean!, 6);
  const divergences = dimensions.map((own) => own.kl!.mean!);
  expect(divergences).toEqual(divergences.toSorted((a, b) => b - a));
  expect(importance!.rows).toBe(100);
  // The same draws, so that no noise of single draws is in it.
  const [single, , joint] = known.importanceWeighted!;
  expect(importance!.gap.mean).toBeCloseTo(joint!.mean - single!.mean, 9);
  expect(importance!.gap.mean).toBeGreaterThan(3 * importance!.gap.se!);
  expect(importance!.bound).toBeCloseTo(elbo.mean! + importance!.gap.mean!, 9);
  expect([...(selected!.counts.values as Int32Array)].reduce((sum, count) => sum + count, 0)).toBe(100);
});

test('a dimension whose posterior is the prior is not used', async () => {
  const { open, data } = await randomModel(SMALL_VAE, '.', 0);
  // Without weights, the encoder gives every row the same numbers: μ of all dimensions, then ln σ.
  const parameters = new Map(
    [...open.parameters].map(([name, values]) => [name, name.startsWith('encoder.') ? values.map(() => 0) : values]),
  );
  const last = [...parameters.keys()].findLast((name) => parameters.get(name)!.length === 6)!;
  parameters.set(last, Float32Array.of(0, 2, 0, 0, 0, 0));
  const context = answerContext({ open: { ...open, parameters }, data }, runtime);
  const { dimensions, unused } = await elboAnswer(elboFigure.read({ importance: 0 }), context);
  expect(dimensions[0]).toMatchObject({ index: 1, mean: 2, std: 0, posteriorStd: 1, used: true });
  expect(dimensions[0]!.kl!.mean).toBeCloseTo(2, 6);
  expect(unused).toEqual({ count: 2, kl: 0 });
  await expect(elboAnswer(elboFigure.read({ importance: 0, dimension: 3 }), context)).rejects.toThrow('0 … 2');
});

test('a flow as the prior: one divergence of all dimensions together', async () => {
  const { open, data } = await randomModel({ ...SMALL_VAE, prior: { layers: [COUPLING] } }, '.');
  const context = answerContext({ open, data }, runtime);
  const { dimensions, kl, unused } = await elboAnswer(elboFigure.read({ importance: 0 }), context);
  expect(dimensions.map((own) => own.kl)).toEqual([null, null, null]);
  expect(Number.isFinite(kl.mean)).toBe(true);
  expect(unused.kl).toBeNull();
});

test('a likelihood that is not one of the data has no bits/dim and is no bound', async () => {
  const of = async (bits: number) => {
    const data = { source: 'idx', path: 'digits-images.idx.gz', bits, limit: 100 };
    const opened = await randomModel({ ...SMALL_VAE, data, likelihood: 'bernoulli' }, EXAMPLES, 0.1);
    return evaluateRows(runtime, opened.open, opened.data, opened.data.dataset.test, { noiseSeed: 1 });
  };
  const gray = await of(4);
  expect(gray).toMatchObject({ pseudoLikelihood: true, bitsPerDim: null });
  expect(gray).not.toHaveProperty('lowerBound');
  const binary = await of(1);
  expect(binary).toMatchObject({ lowerBound: true });
  expect(binary.bitsPerDim!.mean).toBeGreaterThan(0);
});
