import { expect, test } from 'vitest';
import { flattenPlan } from '../flow/flatten-plan.ts';
import { buildFlow } from '../flow/flow.ts';
import { asFlowPlan } from '../models/flow-plan.ts';
import { checkSpec } from './check-spec.ts';
import { countParameters, parameterCounts } from './parameter-counts.ts';

async function planOf(layers: readonly object[]) {
  const spec = { data: { source: 'two-moons' }, base: { type: 'diagonal-normal' }, layers };
  const { plan, diagnostics } = await checkSpec(JSON.stringify(spec), { folder: '.', trusted: true, fileStem: 'a' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return asFlowPlan(plan!, 'the spec');
}

test('every layer and turn is counted: loops, their left-over turn, nesting, inverses', async () => {
  const coupling = { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [3] } };
  const plan = await planOf([
    { type: 'repeat', times: 5, layers: [coupling, { type: 'repeat', times: 2, layers: [{ type: 'linear' }] }] },
    {
      type: 'inverse',
      layers: [{ type: 'repeat', times: 2, layers: [coupling, { type: 'permutation', order: 'random' }] }],
    },
  ]);
  const flow = buildFlow(plan);
  const counts = parameterCounts(flow);
  const flat = flattenPlan(plan);
  expect(flat).toHaveLength(5 * 3 + 2 * 2);
  // mlp 1 → 3 → 2: 3 + 3 + 6 + 2; LU of 2×2: two squares (of which the map uses the strict triangles), two on the
  // diagonal, two of bias; a permutation is fixed.
  const expected = { 'affine-coupling': 14, linear: 12, permutation: 0 };
  for (const layer of flat)
    expect([layer.type, counts.layer(layer)]).toEqual([layer.type, expected[layer.type as 'linear']]);
  expect(counts.base).toBe(4);
  expect(countParameters(flow)).toBe(7 * 14 + 10 * 12 + 4);
});

test('too many parameters are refused before anything is allocated', async () => {
  const coupling = { type: 'additive-coupling', conditioner: { type: 'mlp', hidden: [7, 7, 7] } };
  const plan = await planOf([{ type: 'repeat', times: 4, layers: [coupling] }]);
  // A plan from a run, for example: check refuses such a spec.
  const large = JSON.stringify(plan).replaceAll('[7,7,7]', '[8192,8192,8192]');
  const flow = buildFlow(JSON.parse(large));
  expect(() => countParameters(flow)).toThrow(expect.objectContaining({ code: 'too-many-parameters', exitCode: 2 }));
});
