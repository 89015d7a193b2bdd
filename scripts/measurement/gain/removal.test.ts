import { expect, test } from 'vitest';
import { resolvedMask } from '../../../daemon/flow/bijections/layer-keys.ts';
import { flattenPlan } from '../../../daemon/flow/flatten-plan.ts';
import { buildFlow } from '../../../daemon/flow/flow.ts';
import { removableLayers, type SpecLayer, withoutLayer } from './removal.ts';
import { planOfLayers } from './study-flows.ts';

const coupling: SpecLayer = { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } };
const fixed: SpecLayer = { ...coupling, mask: 'even' };
const permutation: SpecLayer = { type: 'permutation' };
const actnorm: SpecLayer = { type: 'actnorm' };

const typesOf = (layers: readonly SpecLayer[]) => layers.map(({ type }) => type);

async function masksOf(layers: readonly SpecLayer[]): Promise<string[]> {
  const plan = await planOfLayers(layers, 2);
  return flattenPlan(plan).flatMap(({ layer: { config } }) =>
    'mask' in config ? [resolvedMask(config.mask).join('')] : [],
  );
}

test('masks alternate anew over the couplings that stay', async () => {
  const layers = [coupling, actnorm, coupling, coupling, coupling];
  expect(await masksOf(layers)).toEqual(['10', '01', '10', '01']);
  for (const index of [0, 2, 3, 4]) expect(await masksOf(withoutLayer(layers, index))).toEqual(['10', '01', '10']);
  expect(await masksOf(withoutLayer(layers, 1))).toEqual(['10', '01', '10', '01']);
});

test('a coupling with a fixed mask takes the permutation beside it along', () => {
  const layers = [fixed, permutation, fixed, permutation, fixed];
  const shorter = ['affine-coupling', 'permutation', 'affine-coupling'];
  for (const index of [0, 2, 4]) expect(typesOf(withoutLayer(layers, index))).toEqual(shorter);
  // Any other layer goes alone.
  expect(typesOf(withoutLayer([actnorm, permutation, fixed], 0))).toEqual(['permutation', 'affine-coupling']);
});

test('layers with nothing to learn are not candidates', async () => {
  const layers = [
    fixed,
    permutation,
    { type: 'affine', trainable: false, scale: 2 },
    actnorm,
    { type: 'linear' },
    fixed,
  ];
  expect(removableLayers(buildFlow(await planOfLayers(layers, 2)))).toEqual([0, 3, 4, 5]);
});
