/** Problems in specs of VAEs and GANs: what is said, and that each quick fix takes its problem away. */
import { expect, test } from 'vitest';
import { checkText } from './check.ts';
import { check, complete, OPTIONS, withCsvSummary } from './spec-fixture.ts';
import { fixesOf, problemsOf } from './testing/model-problems.ts';

const NET = { type: 'mlp', hidden: [8] };
const DATA = { source: 'two-moons' };
const PIXELS = { source: 'idx', path: 'x', shape: [8, 8, 1] };
const VAE = { model: 'vae', data: DATA, encoder: NET, decoder: NET, latent: 2 };
const GAN = { model: 'gan', data: DATA, generator: NET, discriminator: NET, latent: 2 };

test('a likelihood of images on other data', async () => {
  for (const likelihood of ['bernoulli', 'discretized-logistic']) {
    const spec = { ...VAE, likelihood };
    expect(await problemsOf(spec)).toEqual([
      `likelihood "${likelihood}" is for images, but the data are not images: remove it to use "gaussian"`,
    ]);
    expect(await fixesOf(spec)).toEqual({ "Remove 'likelihood'": VAE });
  }
});

test('a likelihood of black and white pixels on gray levels', async () => {
  const spec = { ...VAE, data: PIXELS, likelihood: 'bernoulli' };
  expect(await problemsOf(spec, 'warning')).toEqual([
    expect.stringMatching(/is for black or white pixels, but these have 256 gray levels: it is not a likelihood/),
  ]);
  expect((await check(JSON.stringify(spec))).plan).not.toBeNull();
  const binary = { ...spec, data: { ...PIXELS, bits: 1 } };
  expect(await fixesOf(spec, 'warning')).toEqual({
    "Remove 'likelihood'": { ...VAE, data: PIXELS },
    'Set "bits": 1': binary,
  });
});

test('integer columns are reported for a model with a likelihood, and no other', async () => {
  const registries = withCsvSummary({
    shape: [2],
    context: null,
    range: { low: -Infinity, high: Infinity, closed: false },
    integerColumns: [{ name: 'a', distinct: 7 }],
    bits: null,
  });
  // A file that exists: its content is not read.
  const data = { source: 'csv', path: 'model-fixes.test.ts' };
  const of = async (spec: object) =>
    (await checkText(JSON.stringify(spec), registries, { ...OPTIONS, folder: import.meta.dirname })).diagnostics.map(
      ({ code, fixes }) => [code, ...fixes.map(({ title }) => title)],
    );
  expect(await of({ ...VAE, data })).toEqual([['discrete-data', 'Set "dequantize": true']]);
  expect(await of({ ...GAN, data })).toEqual([]);
});

test('a text that is not an object is told which keys it needs', async () => {
  const [found] = (await checkText('[]', complete, OPTIONS)).diagnostics;
  expect(found!.message).toBe('a spec must be an object with "data" and the keys of its model, such as "layers"');
});

test('a spec without "model" that has the keys of exactly one', async () => {
  const { model, ...keys } = GAN;
  expect(await problemsOf(keys)).toEqual([
    'generator, discriminator, latent: these are keys of model \'gan\', but a spec without "model" is of a flow',
  ]);
  expect(await fixesOf(keys)).toEqual({ 'Add "model": "gan"': { model, ...keys } });
});

test('a spec without "model" whose keys fit no other one is a flow', async () => {
  const keys = { data: DATA, layers: [{ type: 'actnorm' }], encoder: NET, latent: 2 };
  expect(await problemsOf(keys)).toEqual([
    "'encoder' belongs to models 'vae' and 'gan', but a spec without \"model\" is of model 'flow'",
    "'latent' belongs to models 'vae' and 'gan', but a spec without \"model\" is of model 'flow'",
  ]);
});

test('names of variants of a model are explained', async () => {
  const bigan = { ...GAN, encoder: NET };
  const spec = { ...bigan, model: 'bigan' };
  expect(await problemsOf(spec)).toEqual(['there is no model "bigan": it is model "gan" with an "encoder"']);
  expect(await fixesOf(spec)).toEqual({ 'Change to "gan"': bigan });
});

test('an adversarial objective without its discriminator', async () => {
  const flow = (objective: unknown) => ({ data: DATA, layers: [{ type: 'actnorm' }], training: { objective } });
  const whole = { type: 'adversarial', discriminator: { type: 'mlp' } };
  const written = '{ "type": "adversarial", "discriminator": { "type": "mlp" } }';
  expect(await problemsOf(flow('adversarial'))).toEqual([
    `objective "adversarial" needs a discriminator: write ${written}`,
  ]);
  expect(await fixesOf(flow('adversarial'))).toEqual({ [`Write ${written}`]: flow(whole) });
  const without = flow({ type: 'adversarial' });
  expect(await problemsOf(without)).toEqual([
    "objective needs the key 'discriminator': a conditioner, or the name of one",
  ]);
  expect(await fixesOf(without)).toEqual({ 'Add "discriminator": { "type": "mlp" }': flow(whole) });
});

test('one problem of an objective, on a model that has none', async () => {
  const spec = { ...GAN, training: { steps: 5, objective: 'reverse-kl' } };
  expect(await problemsOf(spec)).toEqual(["training.objective is for flows; model 'gan' has its own"]);
  expect(await fixesOf(spec)).toEqual({ "Remove 'objective'": { ...GAN, training: { steps: 5 } } });
});

test('a conditioner that nothing uses: the keys of the model are named', async () => {
  const message = (keys: string) => [`conditioner 'net' is never used: refer to it by ${keys}, or remove it`];
  const conditioners = { net: NET };
  expect(await problemsOf({ ...VAE, conditioners }, 'warning')).toEqual(message('"encoder" or "decoder"'));
  expect(await problemsOf({ ...GAN, conditioners }, 'warning')).toEqual(
    message('"generator", "discriminator" or "encoder"'),
  );
});

test('a network that is not a conditioner is named by its key, and removed if it is optional', async () => {
  const wanted = 'must be the name of a conditioner or an object with "type", found';
  expect(await problemsOf({ ...VAE, encoder: 3 })).toEqual([`encoder ${wanted} 3`]);
  expect(await fixesOf({ ...VAE, encoder: 3 })).toEqual({});
  const spec = { ...GAN, encoder: null };
  expect(await problemsOf(spec)).toEqual([`encoder ${wanted} null`]);
  expect(await fixesOf(spec)).toEqual({ "Remove 'encoder'": GAN });
});

test('a network of the wrong kind is replaced', async () => {
  expect(await fixesOf({ ...VAE, encoder: { type: 'masked-mlp' } })).toEqual({
    'Use mlp': { ...VAE, encoder: { type: 'mlp' } },
  });
});

test('flows of latents: a posterior with a base, and a prior with nothing', async () => {
  const layers = [{ type: 'planar' }];
  const posterior = { ...VAE, posterior: { base: 'normal', layers } };
  expect(await problemsOf(posterior)).toEqual([
    "'posterior' has no base: its layers transform draws of another distribution",
  ]);
  expect(await fixesOf(posterior)).toEqual({ "Remove 'base'": { ...VAE, posterior: { layers } } });
  expect(await problemsOf({ ...VAE, prior: {} })).toEqual(['\'prior\' needs a "base", "layers", or both']);
  expect(await fixesOf({ ...VAE, prior: {} })).toEqual({ "Remove 'prior'": VAE });
});
