/** The bound of a VAE in float64: gradients, closed forms, priors and posteriors that are flows. */
import { describe, expect, test } from 'vitest';
import type { Environment } from '../../flow/apply/environment.ts';
import { buildFlow, density, parameterInputs } from '../../flow/flow.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { OPTIONS } from '../../spec/spec-fixture.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { constant, input } from '../../tensor/ops/leaf.ts';
import { scan } from '../../tensor/ops/scan.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { asFlowPlan } from '../flow-plan.ts';
import { buildModel } from '../registry.ts';
import { expectGradients, modelFixture } from '../testing/model-fixture.ts';
import { likelihoodFor } from './likelihoods/registry.ts';

/** Smooth activations: differences across a kink say nothing. */
const NET = { type: 'mlp', hidden: [5], activation: 'tanh' };
const LINEAR = { type: 'mlp', hidden: [] };
const CONVNET = { type: 'convnet', channels: 3, kernels: [3], activation: 'silu' };
const MOONS = { source: 'two-moons' };
const IMAGES = { source: 'images', path: '.', size: [4, 4], channels: 1, shape: [4, 4, 1], bits: 3 };
const vae = (keys: object) => ({ model: 'vae', data: MOONS, latent: 2, encoder: NET, decoder: NET, ...keys });
const gray = (i: number) => (37 * i) % 8;

const FLOW = { layers: [{ type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', conditioner: NET }] }] };
const IAF = {
  layers: [{ type: 'affine-autoregressive', conditioner: { type: 'masked-mlp', hidden: [4], activation: 'tanh' } }],
};
/** Both read the features of the point. */
const PLANAR = { layers: [{ type: 'planar' }, { type: 'radial' }] };

describe.each<[string, object, ((i: number) => number)?]>([
  ['gaussian, with a weight', vae({ beta: 0.5 })],
  ['a prior and a posterior that are flows', vae({ prior: FLOW, posterior: IAF })],
  ['a posterior of planar and radial layers', vae({ posterior: PLANAR })],
  ['images, discretized logistic, convolutions', vae({ data: IMAGES, encoder: CONVNET, decoder: CONVNET }), gray],
  ['images, bernoulli', vae({ data: IMAGES, likelihood: 'bernoulli' }), gray],
  ['images, gaussian', vae({ data: IMAGES, likelihood: 'gaussian' }), gray],
])('%s', (_name, spec, points) => {
  test('the gradient of the loss agrees with central differences', async () => {
    expectGradients(await modelFixture(spec, points));
  });
});

/** log N(x; b, W·Wᵀ + diag σ²) of two dimensions. */
function gaussianLogDensity(
  x: readonly number[],
  b: readonly number[],
  w: readonly number[],
  sigma: readonly number[],
) {
  const [c00, c11, c01] = [w[0]! ** 2 + sigma[0]! ** 2, w[1]! ** 2 + sigma[1]! ** 2, w[0]! * w[1]!];
  const determinant = c00 * c11 - c01 ** 2;
  const [d0, d1] = [x[0]! - b[0]!, x[1]! - b[1]!];
  const squares = (c11 * d0 * d0 - 2 * c01 * d0 * d1 + c00 * d1 * d1) / determinant;
  return -0.5 * (squares + Math.log(determinant)) - Math.log(2 * Math.PI);
}

test('linear and Gaussian with the exact posterior: every draw of the bound is the log-likelihood', async () => {
  const { plan } = await checkSpec(JSON.stringify(vae({ latent: 1, encoder: LINEAR, decoder: LINEAR })), OPTIONS);
  const model = buildModel(plan!);
  const [w, b, sigma] = [
    [0.8, -1.1],
    [0.3, -0.2],
    [0.5, 0.9],
  ] as const;
  // q(z | x) = N(Σ w_d (x_d − b_d)/σ_d² / precision, 1/precision)
  const precision = 1 + w.reduce((sum, value, d) => sum + (value / sigma[d]!) ** 2, 0);
  const slope = w.map((value, d) => value / sigma[d]! ** 2 / precision);
  const offset = -slope.reduce((sum, value, d) => sum + value * b[d]!, 0);
  const logScale = -0.5 * Math.log(precision);
  const values: Record<string, readonly number[]> = {
    'encoder.conditioner.layer0.weight': [slope[0]!, 0, slope[1]!, 0],
    'encoder.conditioner.layer0.bias': [offset, logScale],
    'decoder.conditioner.layer0.weight': w,
    'decoder.conditioner.layer0.bias': b,
    'likelihood.logScale': sigma.map(Math.log),
  };
  const points = [0.4, -1.3, 2, 0.7, -3, 0.1];
  const x = input('x', [3, 2]);
  const epsilon = [1.7, -0.4, 0.2];
  const parameters = new Map(model.parameters.map(({ name, shape }) => [name, constant(values[name]!, shape)]));
  const noise = () => constant(epsilon, [3, 1]);
  const environment: Environment = { parameters, context: null, noise, loop: scan, probe: null, initialize: false };
  const feeds = new Map<Tensor, NdArray>([[x, { shape: [3, 2], data: Float64Array.from(points) }]]);
  const { reconstruction, kl } = model.bound!.terms(x, environment);
  const [weights, ...terms] = evaluate([model.bound!.logWeight(x, environment), reconstruction, kl], feeds);
  for (const row of [0, 1, 2]) {
    const point = points.slice(2 * row, 2 * row + 2);
    expect(weights!.data[row]!).toBeCloseTo(gaussianLogDensity(point, b, w, sigma), 12);
  }
  // The divergence is in closed form, so that only its sum with the reconstruction has the log-likelihood as its mean.
  const mu = slope[0]! * points[0]! + slope[1]! * points[1]! + offset;
  expect(terms[1]!.data[0]!).toBeCloseTo(0.5 * (mu ** 2 + 1 / precision - 1) - logScale, 12);
  // E over ε of ln p(x | z), in closed form: the quadratic in ε has the mean of its coefficient.
  const expected = gaussianLogDensity(points.slice(0, 2), b, w, sigma) + terms[1]!.data[0]!;
  const drawn = (e: number) => {
    const z = mu + e / Math.sqrt(precision);
    return w.reduce(
      (sum, value, d) =>
        sum - 0.5 * ((points[d]! - b[d]! - value * z) / sigma[d]!) ** 2 - Math.log(sigma[d]! * Math.sqrt(2 * Math.PI)),
      0,
    );
  };
  // Gauss–Hermite with two nodes is exact for a quadratic.
  expect((drawn(1) + drawn(-1)) / 2).toBeCloseTo(expected, 12);
  expect(terms[0]!.data[0]!).toBeCloseTo(drawn(epsilon[0]!), 12);
});

test('a prior that is a flow has the density and the terms of that flow alone', async () => {
  const fixture = await modelFixture(vae({ prior: FLOW, encoder: LINEAR }));
  const { model, feeds, x, parameters, environment } = fixture;
  const { plan } = await checkSpec(JSON.stringify({ data: MOONS, ...FLOW }), OPTIONS);
  const { inputShape, context, base, layers } = asFlowPlan(plan!, 'the spec');
  const flow = buildFlow({ inputShape, context, base, layers });
  // Without noise, the draw is the center that the encoder gives.
  const still = {
    ...environment,
    noise: (_kind: string, shape: readonly number[]) => constant(new Float64Array(shape[0]! * shape[1]!), shape),
  };
  const z = model.latents!.encode!(x, still);
  const own = new Map([...parameterInputs(flow)].map(([name]) => [name, parameters.get(`prior.${name}`)!]));
  const alone = density(flow, z, { ...environment, parameters: own });
  const terms = model.batch(x, still).terms;
  const { kl } = model.bound!.terms(x, still);
  const [found, logPrior, logBase, inVae] = evaluate([kl, alone.logProb, alone.base, terms['prior.base']!], feeds);
  const scale = parameters.get('encoder.conditioner.layer0.weight')!;
  expect(scale.shape).toEqual([2, 4]);
  // ln q(z | x) at its center is −Σ ln σ − ln 2π.
  const bias = feeds.get(parameters.get('encoder.conditioner.layer0.bias')!)!.data;
  const weight = feeds.get(scale)!.data;
  const points = feeds.get(x)!.data;
  for (let row = 0; row < 4; row++) {
    const logScale = (j: number) =>
      bias[2 + j]! + points[2 * row]! * weight[2 + j]! + points[2 * row + 1]! * weight[6 + j]!;
    const logQ = -Math.log(2 * Math.PI) - logScale(0) - logScale(1);
    expect(found!.data[row]!).toBeCloseTo(logQ - logPrior!.data[row]!, 10);
  }
  expect(inVae!.data[0]!).toBeCloseTo(logBase!.data.reduce((sum, value) => sum + value, 0) / 4, 12);
});

test('the probabilities of a discretized logistic add up to 1, with all of both tails', () => {
  const site = { inputShape: [1, 1, 1], bits: 3 };
  const likelihood = likelihoodFor(undefined, site).build(site);
  const x = constant([0, 1, 2, 3, 4, 5, 6, 7], [8, 1, 1, 1]);
  const scope = { parameter: () => x, noise: () => x };
  for (const [center, raw] of [
    [0.2, 0.5],
    [-3, -1],
    [0.99, -4],
  ]) {
    const numbers = [center!, raw!].map((value) => constant(new Array(8).fill(value), [8, 1, 1, 1]));
    const [logs] = evaluate([likelihood.logProb(x, numbers, scope)], new Map());
    expect(logs!.data.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 12);
  }
});

test('a likelihood that does not fit the data is reported at its key', async () => {
  const { plan, diagnostics } = await checkSpec(JSON.stringify(vae({ likelihood: 'bernoulli' })), OPTIONS);
  expect(plan).toBeNull();
  expect(diagnostics).toMatchObject([{ path: 'likelihood', message: expect.stringContaining('is for images') }]);
  expect(diagnostics[0]!.fixes).toHaveLength(1);
});

test('early stopping needs the bound itself as the loss', async () => {
  const found = async (beta: number) => {
    const spec = { ...vae({ beta }), training: { steps: 10, earlyStopping: { patience: 2 } } };
    return (await checkSpec(JSON.stringify(spec), OPTIONS)).diagnostics.map(({ path, message }) => ({ path, message }));
  };
  expect(await found(1)).toEqual([]);
  expect(await found(4)).toEqual([
    { path: 'beta', message: expect.stringMatching(/^training\.earlyStopping stops at .*set beta to 1, or/) },
  ]);
});
