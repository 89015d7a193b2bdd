import { expect, test } from 'vitest';
import { buildFlow } from '../../flow/flow.ts';
import { asFlowPlan } from '../../models/flow-plan.ts';
import { checkText } from '../check.ts';
import { checkSpec, registries } from '../check-spec.ts';
import { planParameters } from '../parameter-counts.ts';
import { unmark, vectorSpec, withCode } from '../spec-fixture.ts';

const OPTIONS = { folder: '/nowhere', trusted: true, fileStem: 'flow' };

test.each([
  [
    'a layer that is repeated',
    '{ "type": "actnorm" }, { "type": "repeat", "times": 5, "layers": [{ "type": "affine-coupling", "conditioner": «{ "type": "mlp", "hidden": [8192, 8192] }» }] }',
    '',
  ],
  [
    'a masked network, without making its masks',
    '{ "type": "affine-autoregressive", "conditioner": «"made"» }',
    ', "conditioners": { "made": { "type": "masked-mlp", "hidden": [8192, 8192, 8192, 8192, 8192, 8192] } }',
  ],
])('more than 2²⁸ parameters are an error at %s', async (_what, layers, more) => {
  const { text, ranges } = unmark(vectorSpec(4, layers, more));
  const { plan, diagnostics } = await checkSpec(text, OPTIONS);
  expect(plan).toBeNull();
  const [bound] = withCode(diagnostics, 'wrong-value');
  expect(bound).toMatchObject({ severity: 'error', message: expect.stringContaining('2^28 = 268435456') });
  expect(bound!.range).toEqual(ranges[0]);
});

test('the base may be the largest part', async () => {
  const { text, ranges } = unmark(vectorSpec(4, '{ "type": "actnorm" }', ', "base": «{ "type": "diagonal-normal" }»'));
  const places = new Map([
    ['layers[0]', 8],
    ['base', 2 ** 29],
  ]);
  const { diagnostics } = await checkText(text, { ...registries, countParameters: () => places }, OPTIONS);
  expect(withCode(diagnostics, 'wrong-value')).toMatchObject([{ path: 'base', range: ranges[0] }]);
});

test('the counts are those of the flow that is built', async () => {
  const layers = `{ "type": "repeat", "times": 5, "layers": [{ "type": "affine-coupling" }, { "type": "actnorm" }] },
    { "type": "inverse", "layer": { "type": "linear" } }`;
  const { plan } = await checkSpec(vectorSpec(5, layers, ', "base": { "type": "diagonal-normal" }'), OPTIONS);
  const trainable = buildFlow(asFlowPlan(plan!, 'the spec')).parameters.filter((parameter) => parameter.trainable);
  const total = trainable.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const places = await planParameters(plan!);
  expect([...places.values()].reduce((a, b) => a + b)).toBe(total);
  expect(places.get('base')).toBe(10);
});
