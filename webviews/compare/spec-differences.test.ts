import { expect, test } from 'vitest';
import { specDifferences } from './spec-differences.ts';

test('differences have a path; comments and layout do not count', () => {
  const one = '{ "name": "a", "layers": [{ "type": "actnorm" }, { "type": "flip" }], "training": { "steps": 10 } }';
  const other =
    '{\n// changed\n"name": "a", "training": { "steps": 20, "seed": 1 }, "layers": [{ "type": "actnorm" }] }';
  expect(specDifferences(one, one.replaceAll(' ', '\n'))).toEqual([]);
  expect(specDifferences(one, other)).toEqual([
    'layers[1]: {"type":"flip"} → (absent)',
    'training.steps: 10 → 20',
    'training.seed: (absent) → 1',
  ]);
});

test('a layer that was put in does not make the later ones different', () => {
  const layer = (type: string, more: object = {}) => ({ type, ...more });
  const spec = (...layers: readonly object[]) => JSON.stringify({ layers });
  const [actnorm, coupling, flip] = [layer('actnorm'), layer('affine-coupling', { hidden: [64, 64] }), layer('flip')];
  expect(specDifferences(spec(actnorm, coupling), spec(actnorm, flip, coupling))).toEqual([
    'layers[1]: (absent) → {"type":"flip"}',
  ]);
  expect(specDifferences(spec(actnorm, flip, coupling), spec(actnorm, coupling))).toEqual([
    'layers[1]: {"type":"flip"} → (absent)',
  ]);
  const wider = layer('affine-coupling', { hidden: [128, 128] });
  expect(specDifferences(spec(actnorm, coupling), spec(flip, actnorm, wider))).toEqual([
    'layers[0]: (absent) → {"type":"flip"}',
    'layers[1].hidden: [64,64] → [128,128]',
  ]);
});

test('long lists are compared by their indices', () => {
  const spec = (n: number, type: string) => JSON.stringify({ layers: Array.from({ length: n }, () => ({ type })) });
  expect(specDifferences(spec(600, 'flip'), spec(599, 'flip'))).toEqual(['layers[599]: {"type":"flip"} → (absent)']);
});
