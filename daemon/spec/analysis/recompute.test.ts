/** Limits of `training.recompute` are reported, with a fix if it has no effect. */
import { expect, test } from 'vitest';
import { applyFix } from '../fixes/apply-fix.ts';
import { check, vectorSpec, withCode } from '../spec-fixture.ts';

const RECOMPUTE = ', "training": { "recompute": true }';
const coupling = '{ "type": "affine-coupling", "conditioner": { "type": "mlp", "hidden": [4] } }';
const repeat = (...layers: readonly string[]) => `{ "type": "repeat", "times": 4, "layers": [${layers.join(', ')}] }`;
const found = async (layers: string) =>
  withCode((await check(vectorSpec(3, layers, RECOMPUTE))).diagnostics, 'not-available');

test.each([
  repeat(coupling, '{ "type": "actnorm" }'),
  repeat('{ "type": "inverse", "layer": { "type": "affine-autoregressive" } }', repeat('{ "type": "linear" }')),
])('repeats of layers with one-pass inverses are recomputed: %s', async (layers) => {
  expect(await found(layers)).toEqual([]);
});

test.each([
  [`${coupling}, ${coupling}`, 'only a repeat whose repetitions have the same layers and shapes is recomputed'],
  [repeat('{ "type": "affine-autoregressive" }'), 'affine-autoregressive has no one-pass inverse'],
  [`{ "type": "inverse", "layers": [${repeat('{ "type": "logit" }')}] }`, 'rounding in logit cannot be undone'],
])('recompute without any effect is a warning with a fix: %s', async (layers, reason) => {
  const [first, ...others] = await found(layers);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ severity: 'warning', path: 'training.recompute' });
  expect(first!.message).toContain(reason);
  const fixed = applyFix(vectorSpec(3, layers, RECOMPUTE), first!.fixes[0]!);
  expect(fixed).not.toContain('recompute');
  expect(withCode((await check(fixed)).diagnostics, 'not-available')).toEqual([]);
});

test('the only loop that stores its activations is named', async () => {
  const [first] = await found(`${repeat(coupling)}, ${repeat('{ "type": "mixture-cdf-coupling" }', repeat(coupling))}`);
  expect(first).toMatchObject({ severity: 'information', fixes: [] });
  expect(first!.message).toContain('layers[1] are stored, because mixture-cdf-coupling has no one-pass inverse');
});
