/** Help texts contain the numbers of the run, and leave out what is not known. */
import { expect, test } from 'vitest';
import { compareHelp } from '../compare/compare-help.ts';
import { densityHelp } from '../density/density-help.ts';
import { latentHelp } from '../latent/latent-help.ts';
import { samplesHelp } from '../samples/samples-help.ts';
import { type HelpContext, trainingHelp } from '../training/training-help.ts';

const told = (floor: number): HelpContext => ({ floor, dimension: null, isGame: false });

test('training: the loss, the best validation, and its distance from the floor', () => {
  const best = { nll: 1.1, se: 0.01, step: 45 };
  const text = trainingHelp(
    { loss: 1.05, step: 60, validation: { ...best, nll: 1.2, unit: 'nats' }, best },
    told(1.0076),
  );
  for (const part of ['1.0500 nats at step 60', '1.2000 nats', 'step 45, 1.1000 nats', '0.0924 nats above']) {
    expect(text).toContain(part);
  }
  const image = trainingHelp({ loss: null, step: 0, validation: null, best }, { ...told(1), dimension: 10 });
  expect(image).toContain('is 0.1000 nats (0.0144 bits/dim) above it');
  expect(trainingHelp({ loss: null, step: 0, validation: null, best: null }, told(1.0076))).not.toMatch(/\d/);
});

test('training: no word of a likelihood that the model does not have', () => {
  const best = { nll: 1.1, se: 0.01, step: 45 };
  const run = { loss: 1.05, step: 60, validation: { ...best, unit: 'nats' as const }, best };
  const bound = trainingHelp({ ...run, likelihood: 'bound' }, told(1.0076));
  expect(bound).toContain('The best −ELBO is 0.0924 nats above it');
  expect(bound).not.toMatch(/NLL is the same|−log q/);
  const none = trainingHelp({ ...run, likelihood: 'none', validation: null, best: null }, told(1.0076));
  expect(none).toMatch(/^This model has no likelihood/);
  expect(none).not.toMatch(/NLL|log q|nats/);
  expect(trainingHelp(run, { ...told(1.0076), isGame: true })).toMatch(/^The flow is also trained against/);
});

test('samples: their number, and what another temperature means', () => {
  const drawn = { n: 4000, temperature: 1, seed: 3, point: [2] };
  expect(samplesHelp(drawn)).toMatch(/^For each of these 4000 samples.* \(seed 3\).* follow q\(x\) exactly/);
  expect(samplesHelp({ ...drawn, temperature: 0.7 })).toContain('At T = 0.70 the latents are closer');
  expect(samplesHelp({ ...drawn, temperature: 1.5, point: [8, 8, 1] })).toMatch(/further from .*training images/);
});

test('density: the mass outside the picture, and the divergence', () => {
  const truth = new Float64Array(1);
  expect(densityHelp({ integral: 0.762, divergence: 0.25, truth })).toMatch(/23\.8 % .* KL\(p‖q\) is 0\.2500 nats/);
  expect(densityHelp({ integral: null, divergence: null, truth: null })).not.toMatch(/%|KL/);
});

test('latents: their means and deviations against chance; not for a base without normal scores', () => {
  const found = { mean: Float64Array.of(0.01, -0.2), std: Float64Array.of(0.9, 1.1) };
  const text = latentHelp({ ...found, n: 400, hasScores: true });
  for (const part of ['largest mean is 0.2', 'from 0.9 to 1.1', 'about 0.05']) expect(text).toContain(part);
  expect(latentHelp({ ...found, n: 400, hasScores: false })).not.toContain('0.2');
});

test('compare: the best run, and whether its advantage may be chance', () => {
  const run = (id: string, nll: number | null, se?: number) => ({
    id,
    best: nll === null ? null : { nll, step: 1, ...(se === undefined ? {} : { se }) },
  });
  const name = ({ id }: { readonly id: string }) => id;
  const clear = compareHelp([run('a', 1.5, 0.01), run('b', 1.2, 0.01), run('c', null)], name);
  expect(clear).toContain('b has the lowest NLL, 1.2000 nats. a is 0.3000 nats above it, which is more than two');
  expect(compareHelp([run('a', 1.21, 0.01), run('b', 1.2, 0.01)], name)).toContain('which may be chance');
  expect(compareHelp([run('a', 1.21), run('b', 1.2)], name)).toContain('a is 0.0100 nats above it. NLLs');
  expect(compareHelp([run('a', 1.21)], name)).not.toContain('lowest');
});
