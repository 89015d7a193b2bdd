/** Problems in specs of VAEs and GANs: what is said, and that each quick fix takes its problem away. */
import { expect, test } from 'vitest';
import { checkText } from './check.ts';
import { check, complete, OPTIONS, withCsvSummary } from './spec-fixture.ts';
import { fixesOf, problemsOf } from './testing/model-problems.ts';

const NET = { type: 'mlp', hidden: [8] };
const DATA = { source: 'two-moons' };
const PIXELS = { source: 'idx', path: 'x', shape: [8, 8, 1] };
const VAE = { model: 'vae', data: DATA, encoder: NET, decoder: NET, latent: 2 };

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
  expect(await of({ model: 'gan', data, generator: NET, discriminator: NET, latent: 2 })).toEqual([]);
});

test('a text that is no object is told which keys it needs', async () => {
  const [found] = (await checkText('[]', complete, OPTIONS)).diagnostics;
  expect(found!.message).toBe('a spec must be an object with "data" and the keys of its model, such as "layers"');
});
