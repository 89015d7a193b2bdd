import { expect, test } from 'vitest';
import type { Model } from '../../../models/definition.ts';
import { buildModel } from '../../../models/registry.ts';
import { twoPlayers } from '../../../models/testing/two-players.ts';
import { cpuRuntime } from '../../../runtime/onnxruntime/cpu-runtime.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { checkSpec } from '../../../spec/check-spec.ts';
import { OPTIONS } from '../../../spec/spec-fixture.ts';
import { add, mul, sum } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { applyUnary, unary } from '../../../tensor/ops/unary-rule.ts';
import { normalPoints, randomParameters } from '../verification-points.ts';
import { verify } from '../verify.ts';
import { specSubject } from '../verify-subject.ts';
import { gradientChecks } from './gradient-checks.ts';
import { modelGraph } from './model-graph.ts';
import { verifyModel } from './verify-model.ts';

const runtime = cpuRuntime({ threads: 1 });
const options = { points: 5, seed: 4 };
const MOONS = { source: 'two-moons' };
const NET = { type: 'mlp', hidden: [5] };
const COUPLING = { type: 'affine-coupling', conditioner: NET };
const VAE = { model: 'vae', data: MOONS, latent: 2, encoder: NET, decoder: NET };
const GAN = { model: 'gan', data: MOONS, latent: 2, generator: NET, discriminator: NET };

async function subjectOf(spec: object) {
  const { plan, diagnostics } = await checkSpec(JSON.stringify(spec), OPTIONS);
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  const model = buildModel(plan);
  return { plan, model, parameters: randomParameters(model, 1) };
}

test('a VAE passes with the flows of its latents, and what cannot be verified is said', async () => {
  const layers = [{ type: 'repeat', times: 2, layers: [COUPLING] }];
  const subject = await subjectOf({ ...VAE, prior: { layers }, posterior: { layers: [COUPLING] } });
  const found = await verifyModel(runtime, subject, null, options);
  expect(found).toMatchObject({ ok: true, points: 5, method: 'full' });
  expect(found.checks.map(({ name }) => name)).toEqual([
    'gradient of elbo',
    ...['loss elbo', 'bound of log q', 'reconstruction', 'KL', 'importance weight', 'decode', 'encode'].map(
      (name) => `float32 ${name}`,
    ),
  ]);
  expect(found.layers.map(({ path, turn }) => [path, ...turn])).toEqual([
    ['prior.layers[0].layers[0]', 0],
    ['prior.layers[0].layers[0]', 1],
    ['posterior.layers[0]'],
  ]);
  expect(found.logDetError).toBeLessThan(1e-9);
  expect(found.notVerified.join()).toMatch(/no log-det.*only the lower bound/);
});

test('both players of a GAN pass, with constants of the gradient held; without flows there are no figures of flows', async () => {
  const found = await verifyModel(runtime, await subjectOf({ ...GAN, spectralNorm: true }), null, options);
  expect(found).toMatchObject({ ok: true, layers: [], method: null, logDetError: null, engineError: { logDet: null } });
  expect(found.checks.slice(0, 2).map(({ name }) => name)).toEqual([
    'gradient of generator',
    'gradient of discriminator',
  ]);
  expect(found.notVerified.join()).toMatch(/no likelihood.*no encoder/);
});

test('a Flow-GAN passes as a flow, with the gradients of both players', async () => {
  const objective = { type: 'adversarial', discriminator: NET, likelihoodWeight: 0.5 };
  const spec = { data: MOONS, layers: [{ type: 'actnorm' }, COUPLING], training: { objective } };
  const { plan } = await subjectOf(spec);
  const { subject } = await specSubject(plan, { folder: '/', trusted: false }, 1);
  const found = await verify(runtime, subject, null, options);
  expect(found).toMatchObject({ ok: true, method: 'full', notVerified: [] });
  expect(found.layers).toHaveLength(2);
  expect(found.checks.map(({ name }) => name)).toEqual([
    ...['flow', 'discriminator'].map((name) => `gradient of ${name}`),
    ...['loss flow', 'loss discriminator', 'log q'].map((name) => `float32 ${name}`),
  ]);
});

test('a wrong gradient is found, in the objective that has it only', async () => {
  const { plan } = await subjectOf({ data: MOONS, layers: [{ type: 'actnorm' }] });
  const model = twoPlayers.build({ ...plan, model: twoPlayers.type, penalty: 1 } as typeof plan);
  /** x, with the gradient of 1.001·x. */
  const wrong = unary({ name: 'exp', f: (x) => x, gradient: (_x, _y, g) => mul(g, scalar(1.001)) });
  const broken: Model = {
    ...model,
    batch(x, environment) {
      const terms = model.batch(x, environment);
      const slope = environment.parameters.get('critic.slope')!;
      return { ...terms, losses: [terms.losses[0]!, add(terms.losses[1]!, sum(applyUnary(wrong, slope)))] };
    },
  };
  const parameters = randomParameters(model, 1);
  const graph = modelGraph({ model: broken, parameters, whole: false }, normalPoints(model, 4, 1), 1);
  const checks = await gradientChecks(broken, graph, 1, null);
  expect(checks.map(({ ok }) => ok)).toEqual([true, false]);
});

test('a runtime whose results differ from float64 is found, by name', async () => {
  const subject = await subjectOf(GAN);
  const shifted: Runtime = {
    ...runtime,
    async compile(model) {
      const compiled = await runtime.compile(model);
      return {
        ...compiled,
        async run(feeds) {
          const results = await compiled.run(feeds);
          // The last output: decoded latents.
          return { ...results, output2: results.output2!.map((value) => value + 1e-3) };
        },
      };
    },
  };
  const found = await verifyModel(shifted, subject, null, options);
  expect(found.ok).toBe(false);
  expect(found.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['float32 decode']);
});
