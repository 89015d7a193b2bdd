/** What `training.recompute` cannot do is said, with a fix if it does nothing. */
import { expect, test } from 'vitest';
import { applyFix, check, vectorSpec, withCode } from '../spec-fixture.ts';

const RECOMPUTE = ', "training": { "recompute": true }';
const coupling = '{ "type": "affine-coupling", "conditioner": { "type": "mlp", "hidden": [4] } }';
const repeat = (...layers: readonly string[]) => `{ "type": "repeat", "times": 4, "layers": [${layers.join(', ')}] }`;
const found = async (layers: string) =>
  withCode((await check(vectorSpec(3, layers, RECOMPUTE))).diagnostics, 'not-available');

test.each([
  repeat(coupling, '{ "type": "actnorm" }'),
  repeat('{ "type": "inverse", "layer": { "type": "affine-autoregressive" } }', repeat('{ "type": "linear" }')),
])('repeats of layers with inverses in one pass are recomputed: %s', async (layers) => {
  expect(await found(layers)).toEqual([]);
});

test.each([
  [`${coupling}, ${coupling}`, 'only a repeat whose repetitions have the same layers and shapes is recomputed'],
  [repeat('{ "type": "affine-autoregressive" }'), 'affine-autoregressive has no one-pass inverse'],
  [`{ "type": "inverse", "layers": [${repeat('{ "type": "logit" }')}] }`, 'rounding in logit cannot be undone'],
])('without an effect it is a warning, and a fix removes it: %s', async (layers, reason) => {
  const [first, ...others] = await found(layers);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ severity: 'warning', path: 'training.recompute' });
  expect(first!.message).toContain(reason);
  const fixed = applyFix(vectorSpec(3, layers, RECOMPUTE), first!.fixes[0]!);
  expect(fixed).not.toContain('recompute');
  expect(withCode((await check(fixed)).diagnostics, 'not-available')).toEqual([]);
});

test('a loop that stores is named beside others', async () => {
  const [first] = await found(`${repeat(coupling)}, ${repeat('{ "type": "mixture-cdf-coupling" }', repeat(coupling))}`);
  expect(first).toMatchObject({ severity: 'information', fixes: [] });
  expect(first!.message).toContain('layers[1] are stored, because mixture-cdf-coupling has no one-pass inverse');
});
