/** Numbers in a spec that declare more than can be held: an error at the number, and nothing of that size is made. */
import { expect, test } from 'vitest';
import { checkText } from './check.ts';
import { planParameters } from './parameter-counts.ts';
import { complete, imageSpec, OPTIONS, vectorSpec } from './spec-fixture.ts';

const REGISTRIES = { ...complete, countParameters: planParameters };
const AFFINE = '{ "type": "affine", "scale": 2, "shift": 0 }';

test.each([
  [
    'a shape of an image',
    imageSpec([20_000, 20_000, 1], '{ "type": "affine-coupling" }'),
    'data.shape',
    'one point may have at most 1048576 numbers, found 400000000: scale the images down, or keep fewer columns',
  ],
  [
    'a shape of a vector',
    vectorSpec(2 ** 20 + 1, '{ "type": "affine-coupling" }'),
    'data.shape',
    'one point may have at most 1048576 numbers, found 1048577: scale the images down, or keep fewer columns',
  ],
  [
    'a size of images',
    '{ "data": { "source": "images", "path": "x", "size": [4096, 4096] }, "layers": [{ "type": "affine-coupling" }] }',
    'data.size',
    'one point may have at most 1048576 numbers, found 50331648: scale the images down, or keep fewer columns',
  ],
  [
    'a size of the context',
    '{ "data": { "source": "csv", "path": "x", "shape": [2], "contextSize": 900000000 }, "layers": [{ "type": "actnorm" }] }',
    'data.contextSize',
    'contextSize must be a whole number ≤ 65536, found 900000000',
  ],
  [
    'repeats of a large point',
    vectorSpec(1_000_000, `{ "type": "repeat", "times": 1000, "layers": [${AFFINE}] }`),
    'layers[0].layers[0]',
    'a flow may have at most 2^26 = 67108864 coordinates in all layers together; this affine on 1000000 dimensions exceeds that: use fewer layers, or smaller points',
  ],
  [
    'random orders of a large point',
    vectorSpec(300_000, '{ "type": "repeat", "times": 100, "layers": [{ "type": "permutation", "order": "random" }] }'),
    'layers[0].layers[0]',
    'a flow may have at most 2^22 = 4194304 entries in random or listed masks and orders; this permutation on 300000 dimensions exceeds that: use fewer layers, or smaller points',
  ],
  [
    'a random order that is one too many, in the last layer',
    vectorSpec(300_000, [...new Array<string>(14).fill('{ "type": "permutation", "order": "random" }')].join(', ')),
    'layers[13]',
    'a flow may have at most 2^22 = 4194304 entries in random or listed masks and orders; this permutation on 300000 dimensions exceeds that: use fewer layers, or smaller points',
  ],
  [
    'matrices of a large point',
    vectorSpec(20_000, '{ "type": "linear" }'),
    'layers[0]',
    'a model may have at most 2^28 = 268435456 parameters, found 800040000, 800040000 of them here: make "hidden" smaller, or use fewer layers',
  ],
])('%s', async (_, text, path, message) => {
  const { diagnostics, plan } = await checkText(text, REGISTRIES, OPTIONS);
  expect(plan).toBeNull();
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toContainEqual(
    expect.objectContaining({ path, message }),
  );
});
