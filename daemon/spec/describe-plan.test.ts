import { expect, test } from 'vitest';
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
  const described = describePlan(plan, { base: 5, layer: ({ index }) => 10 ** index });
  expect(described).toMatchObject({ v: 1, name: 'x', dimension: 3, inputShape: [3], context: null, parameters: 116 });
  expect(
    described.layers.map(({ index, path, turn, parameters, values }) => [index, path, turn, parameters, values]),
  ).toEqual([
    [0, 'layers[0].layers[0]', [0], 1, { epsilon: 1e-6 }],
    [1, 'layers[0].layers[0]', [1], 10, { epsilon: 1e-6 }],
    [2, 'layers[1]', [], 100, { kind: 'lu', bias: true }],
  ]);
});
