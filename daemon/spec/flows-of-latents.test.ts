/** What is said of flows of latents and of the number of latents, and how many parameters they have. */
import { expect, test } from 'vitest';
import { buildModel } from '../models/registry.ts';
import { checkSpec } from './check-spec.ts';
import { planParameters, trainableSize } from './parameter-counts.ts';
import { OPTIONS } from './spec-fixture.ts';

const NET = { type: 'mlp', hidden: [8] };
const COUPLING = { type: 'affine-coupling', conditioner: NET };
const VAE = { model: 'vae', data: { source: 'two-moons' }, latent: 2, encoder: NET, decoder: NET };
const couplings = (times: number) => ({ type: 'repeat', times, layers: [COUPLING] });
const check = (keys: object) => checkSpec(JSON.stringify({ ...VAE, ...keys }), OPTIONS);
const problems = async (keys: object) => {
  const { diagnostics, plan } = await check(keys);
  expect(plan).toBeNull();
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path}: ${message}`);
};

test.each<[string, object, string]>([
  ['5000 layers', { layers: Array(5).fill(couplings(1000)) }, 'prior: a flow may have at most 4096 layers'],
  ['a list', [COUPLING], 'prior: prior must be an object with "base" or "layers", found a list'],
  ['a flow in a flow', { prior: { layers: [COUPLING] }, layers: [COUPLING] }, "prior.prior: unknown key 'prior'"],
  ['nothing', {}, 'prior: \'prior\' needs a "base", "layers", or both'],
  ['layers of images', { layers: [{ type: 'squeeze' }] }, 'found a vector of 2 dimensions in the latent'],
  ['layers of bounded values', { layers: [{ type: 'logit' }] }, 'the latent is in (−∞, ∞)'],
])('a prior that is %s', async (_what, prior, message) => {
  expect(await problems({ prior })).toEqual([expect.stringContaining(message)]);
});

test.each([1e9, '2', 0, 2.5, [], null])('%j latents are refused at their key', async (latent) => {
  const both = await problems({ latent, prior: { layers: [{ type: 'affine-couplin' }] } });
  expect(both).toEqual([
    expect.stringMatching(/^latent: latent must be a whole number/),
    expect.stringContaining("unknown layer type 'affine-couplin'"),
  ]);
});

test('a dimension that a prior does not change keeps its base', async () => {
  const { diagnostics } = await check({ latent: 3, prior: { layers: [{ ...COUPLING, mask: [1, 1, 0] }] } });
  expect(diagnostics.find(({ code }) => code === 'never-transformed')).toMatchObject({
    path: 'prior.layers[0].mask',
    message: expect.stringContaining('every coupling unchanged: the prior leaves it as it is.'),
  });
});

test('parameters by place are those of the built model, and too many are reported where they are', async () => {
  const prior = { base: { type: 'diagonal-normal' }, layers: [couplings(3), { type: 'actnorm' }] };
  const { plan } = await check({ prior, posterior: { layers: [{ type: 'affine-autoregressive' }] } });
  const places = await planParameters(plan!);
  const total = [...places.values()].reduce((sum, size) => sum + size, 0);
  expect(total).toBe(trainableSize(buildModel(plan!).parameters));
  // 1 → 8 → 2 in each turn
  expect(places.get('prior.layers[0].layers[0]')).toBe(3 * 34);
  const wide = { ...COUPLING, conditioner: { type: 'mlp', hidden: [8192, 8192] } };
  const large = { layers: [{ type: 'repeat', times: 9, layers: [wide] }] };
  expect(await problems({ prior: large })).toEqual([
    expect.stringMatching(/^prior.layers\[0\].layers\[0\].conditioner: a model may have at most 2\^28/),
  ]);
});
