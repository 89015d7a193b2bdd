import { expect, test } from 'vitest';
import { latentText } from '../format/latent-text.ts';
import { describePlan } from './describe-plan.ts';
import { planOf, vectorSpec } from './spec-fixture.ts';

test('describe lists every layer with its values in force and adds the parameters up', async () => {
  const plan = await planOf(
    vectorSpec(
      3,
      '{ "type": "repeat", "times": 2, "layers": [{ "type": "actnorm" }] }, { "type": "linear" }',
      ', "name": "x"',
    ),
  );
  const described = describePlan(plan, { encoder: null, base: 5, layer: ({ index }) => 10 ** index });
  expect(described).toMatchObject({ v: 1, name: 'x', dimension: 3, inputShape: [3], context: null, parameters: 116 });
  expect(
    described.layers.map(({ index, path, turn, parameters, values }) => [index, path, turn, parameters, values]),
  ).toEqual([
    [0, 'layers[0].layers[0]', [0], 1, { epsilon: 1e-6 }],
    [1, 'layers[0].layers[0]', [1], 10, { epsilon: 1e-6 }],
    [2, 'layers[1]', [], 100, { kind: 'lu', bias: true }],
  ]);
});

test('the parts of the latent are listed in its order', async () => {
  const counts = { encoder: null, base: 0, layer: () => 0 };
  const single = await planOf(vectorSpec(3, '{ "type": "actnorm" }'));
  expect(describePlan(single, counts).latent).toEqual([{ layer: null, start: 0, shape: [3] }]);
  const plan = await planOf(vectorSpec(5, '{ "type": "actnorm" }, { "type": "split" }, { "type": "split" }'));
  const { latent } = describePlan(plan, counts);
  expect(latent).toEqual([
    { layer: 1, start: 0, shape: [2] },
    { layer: 2, start: 2, shape: [1] },
    { layer: null, start: 3, shape: [2] },
  ]);
  expect(latentText(latent)).toBe('z0 … z1 after layer 1, z2 after layer 2, z3 … z4 at the end');
  const images = [
    { layer: 9, start: 0, shape: [4, 4, 2] },
    { layer: null, start: 32, shape: [2, 2, 8] },
  ];
  expect(latentText(images)).toBe('z0 … z31 (4 × 4 × 2) after layer 9, z32 … z63 (2 × 2 × 8) at the end');
});
