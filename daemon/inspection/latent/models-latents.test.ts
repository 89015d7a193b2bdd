/** Latents of models that are not flows: without an encoder, and with an encoder that is not an inverse. */
import { expect, test } from 'vitest';
import { interpolateFigure } from '../../../protocol/figures/interpolate.ts';
import { latentsFigure } from '../../../protocol/figures/latents.ts';
import { samplesFigure } from '../../../protocol/figures/samples.ts';
import { traversalFigure } from '../../../protocol/figures/traversal.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import type { AnswerArray } from '../answer.ts';
import { answerFigure } from '../answers.ts';
import { answerContext } from '../testing/answer-context.ts';
import { PLANE, randomFlow, randomModel, SMALL_GAN, SMALL_VAE } from '../testing/random-flow.ts';

const runtime = cpuRuntime({ threads: 1 });
const ENCODER = { encoder: { type: 'mlp', hidden: [8] } };
const contextOf = async (spec: object) => answerContext(await randomModel(spec, '.'), runtime);
const valuesOf = (array: unknown) => [...(array as AnswerArray).values];

test('without an encoder: traversals of dimensions, from the center or from draws, which are the samples', async () => {
  const context = await contextOf(SMALL_GAN);
  const params = { rows: 2, columns: 3, logq: true };
  const center = await answerFigure('traversal', traversalFigure.read(params), context);
  expect(center).toMatchObject({ encoder: false, start: 'centre', logq: null });
  expect(center.directions.map(({ kind }) => kind)).toEqual(['dimension', 'dimension']);
  expect(center).not.toHaveProperty('latents');
  const from = await answerFigure('traversal', traversalFigure.read({ ...params, start: 4, seed: 7 }), context);
  expect(from).toMatchObject({ latents: 'drawn', start: 4 });
  const samples = await answerFigure('samples', samplesFigure.read({ n: 5, seed: 7 }), context);
  const drawn = valuesOf(samples.samples);
  const middle = valuesOf(from.values).slice(2, 4);
  for (const [d, value] of middle.entries()) expect(value).toBeCloseTo(drawn[8 + d]!, 5);
  const way = interpolateFigure.read({ from: 4, to: 1, columns: 2, seed: 7, logq: true });
  const between = await answerFigure('interpolate', way, context);
  expect(between).toMatchObject({ latents: 'drawn', logq: null });
  for (const [i, value] of valuesOf(between.values).entries()) {
    expect(value).toBeCloseTo([...drawn.slice(8), ...drawn.slice(2, 4)][i]!, 5);
  }
  const principal = traversalFigure.read({ directions: ['principal'] });
  await expect(answerFigure('traversal', principal, context)).rejects.toMatchObject({ code: 'no-encoder' });
  const rows = interpolateFigure.read({ latents: 'encoded' });
  await expect(answerFigure('interpolate', rows, context)).rejects.toMatchObject({ code: 'no-encoder' });
  const far = traversalFigure.read({ start: 10_000 });
  await expect(answerFigure('traversal', far, context)).rejects.toThrow('0 … 9999');
});

test('the round trip: exact, to the center of a likelihood, or approximate', async () => {
  const decode = latentsFigure.read({ n: 50, decode: 10 });
  const flow = await answerFigure('latents', decode, answerContext(await randomFlow(PLANE, '.'), runtime));
  expect(flow.roundTrip).toMatchObject({ kind: 'exact', rows: 10 });
  expect(flow.roundTrip!.max).toBeLessThan(1e-4);
  const vae = await answerFigure('latents', decode, await contextOf(SMALL_VAE));
  expect(vae).toMatchObject({ lowerBound: true, roundTrip: { kind: 'center' }, decoded: { shape: [10, 2] } });
  expect(vae.roundTrip!.rms).toBeGreaterThan(0.01);
  const bigan = await answerFigure('latents', decode, await contextOf({ ...SMALL_GAN, ...ENCODER }));
  expect(bigan).toMatchObject({ roundTrip: { kind: 'approximate' }, logq: null, logLikelihood: null });
  expect(valuesOf(bigan.mean).every(Number.isFinite)).toBe(true);
  expect(await answerFigure('latents', latentsFigure.read({ n: 50 }), await contextOf(SMALL_VAE))).toMatchObject({
    decoded: null,
    roundTrip: null,
  });
});

test('draws of the posterior, not its centers, are compared with the prior', async () => {
  const { open, data } = await randomModel(SMALL_VAE, '.', 0);
  // Without weights, the posterior is the prior: all centers are 0.
  const parameters = new Map(
    [...open.parameters].map(([name, values]) => [name, name.startsWith('encoder.') ? values.map(() => 0) : values]),
  );
  const context = answerContext({ open: { ...open, parameters }, data }, runtime);
  const { z, std } = await answerFigure('latents', latentsFigure.read({}), context);
  expect(new Set(valuesOf(z))).toEqual(new Set([0]));
  for (const value of valuesOf(std)) expect(Math.abs(value - 1)).toBeLessThan(0.25);
});

test('latents are compared with the prior itself: its layers map draws of q(z | x) to its base', async () => {
  const affine = { type: 'affine', scale: 2, shift: 3, trainable: false };
  const compared = async (spec: object) => {
    const answer = await answerFigure('latents', latentsFigure.read({ n: 80 }), await contextOf(spec));
    return { mean: valuesOf(answer.mean), std: valuesOf(answer.std), scores: answer.scores! };
  };
  const plain = await compared(SMALL_VAE);
  expect(valuesOf(plain.scores.mean)).toEqual(plain.mean);
  const { mean, std, scores } = await compared({ ...SMALL_VAE, prior: { layers: [affine] } });
  for (const [d, own] of valuesOf(scores.mean).entries()) expect(own).toBeCloseTo(2 * mean[d]! + 3, 4);
  for (const [d, own] of valuesOf(scores.std).entries()) expect(own).toBeCloseTo(2 * std[d]!, 4);
  // A posterior with layers is drawn from, too: its centers alone vary less.
  const bent = { ...SMALL_VAE, posterior: { layers: [{ ...affine, scale: 0.5, shift: 0 }] } };
  const context = await contextOf(bent);
  const answer = await answerFigure('latents', latentsFigure.read({ n: 80 }), context);
  const centers = valuesOf(answer.z).filter((_, i) => i % 3 === 0);
  const middle = centers.reduce((sum, value) => sum + value / centers.length, 0);
  const spread = Math.sqrt(centers.reduce((sum, value) => sum + (value - middle) ** 2 / centers.length, 0));
  expect(valuesOf(answer.std)[0]).toBeGreaterThan(1.1 * spread);
});
