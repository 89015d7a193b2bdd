/** What is wrong with a flow whose text is right: shapes, masks, domains, and what its layers can do. */
import { describe, expect, test } from 'vitest';
import { applyFix } from './fixes/apply-fix.ts';
import { check, unmark, withCode } from './spec-fixture.ts';
import { coupling, type DiagnosticCase, layers, moons, npy, testDiagnostics } from './testing/diagnostic-cases.ts';

const CASES: readonly DiagnosticCase[] = [
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "layers": [{ "type": "affine-coupling", "mask": «"checkerboard"» }, { "type": "affine-coupling", "mask": «[1, 0, 1]» }, { "type": "affine-coupling", "mask": «[1, 1]» }] }`,
    messages: [
      'mask "checkerboard" is for images, found 2 dimensions: use alternate, alternate-halves, even, odd, first-half, second-half',
      'a mask needs one entry per dimension: 2 for 2 dimensions, found 3',
      'this mask keeps all of 2 dimensions: one side of the coupling would be empty',
    ],
    paths: ['layers[0].mask', 'layers[1].mask', 'layers[2].mask'],
    fixed: `{ ${moons}, "layers": [{ "type": "affine-coupling", "mask": "alternate" }, { "type": "affine-coupling", "mask": [1, 0, 1] }, { "type": "affine-coupling", "mask": [1, 1] }] }`,
  },
  {
    code: 'wrong-value',
    spec: `{ ${npy(3)}, "layers": [{ "type": "permutation", "order": [0, «0», 2] }, { "type": "permutation", "order": «[1, 0]» }, { "type": "affine-autoregressive", "conditioner": «{ "type": "mlp" }» }] }`,
    messages: [
      'order[1] must be 0 only once, found 0 again',
      'order needs 3 entries, one per dimension, found 2',
      'affine-autoregressive needs a masked network (masked-mlp), found mlp',
    ],
    paths: ['layers[0].order[1]', 'layers[1].order', 'layers[2].conditioner'],
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "layers": [{ "type": "affine-coupling", "conditioner": «{ "type": "convnet" }» }, ${coupling}] }`,
    messages: ['affine-coupling on a vector needs a network on vectors (mlp, resnet), found convnet'],
    paths: ['layers[0].conditioner'],
    fixed: `{ ${moons}, "layers": [{ "type": "affine-coupling", "conditioner": { "type": "mlp" } }, ${coupling}] }`,
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "layers": [{ "type": «"inverse"» }, { "type": "inverse", "layer": ${coupling}, «"layers"»: [${coupling}] }, { "type": "inverse", "layer": { "type": «"dequantize"» } }] }`,
    messages: [
      'inverse needs "layer" (one layer) or "layers" (a list)',
      'inverse takes "layer" or "layers", not both',
      'inverse cannot contain dequantize, which is not one-to-one: move it outside',
    ],
    paths: ['layers[0]', 'layers[1].layers', 'layers[2].layer'],
  },
  {
    code: 'wrong-value',
    spec: `{ "data": { "source": "idx", "path": "x", "shape": [8, 8, 1] }, "layers": [{ "type": "dequantize" }, { "type": "inverse", "layer": { "type": «"split"» } }, { "type": "inverse", "layer": { "type": «"multi-scale"», "levels": 2, "layers": [{ "type": "actnorm" }] } }] }`,
    messages: [
      'inverse cannot contain split, because split changes the shape: move it outside',
      'inverse cannot contain multi-scale, because multi-scale changes the shape: move it outside',
    ],
    paths: ['layers[1].layer', 'layers[2].layer'],
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "layers": [{ "type": "repeat", "times": «1000», "layers": [${coupling}, ${coupling}, ${coupling}, ${coupling}, ${coupling}] }] }`,
    messages: ['a flow may have at most 4096 layers after expansion, found 5000: repeat fewer times'],
    paths: ['layers[0].times'],
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "base": { "type": «"conditional-normal"» }, ${layers} }`,
    messages: ['base conditional-normal needs a context: set "context" in "data", or use base "normal"'],
    paths: ['base'],
  },
  {
    code: 'shape-mismatch',
    spec: `{ "data": { "source": "idx", "path": "x", "shape": [28, 28, 1] }, "layers": [{ "type": "dequantize" }, { "type": "squeeze" }, { "type": "split" }, { "type": "squeeze" }, { "type": "actnorm" }, { "type": "split" }, { "type": «"squeeze"» }] }`,
    messages: ['squeeze needs even height and width, found 7 × 7 × 4 after layer 5 (split)'],
    paths: ['layers[6]'],
  },
  {
    code: 'shape-mismatch',
    spec: `{ "data": { "source": "idx", "path": "x", "shape": [8, 8, 1] }, "layers": [{ "type": "dequantize" }, { "type": «"multi-scale"», "levels": 6, "layers": [{ "type": "actnorm" }] }] }`,
    messages: [
      'squeeze needs even height and width, found 1 × 1 × 8 after layer 9 (split): levels can be at most 3 for 8 × 8 × 1',
    ],
    paths: ['layers[1]'],
  },
  {
    code: 'shape-mismatch',
    spec: `{ ${npy(1)}, "layers": [{ "type": «"spline-coupling"» }] }`,
    messages: [
      'spline-coupling needs at least 2 dimensions, found 1 dimension in the data: it transforms one part given the other; use the elementwise layer "spline" for 1-D data',
    ],
    paths: ['layers[0]'],
    fixed: `{ ${npy(1)}, "layers": [{ "type": "spline" }] }`,
  },
  {
    code: 'never-transformed',
    severity: 'warning',
    spec: `{ ${npy(4)}, "layers": [{ "type": «"affine-coupling"» }, { "type": "permutation" }, ${coupling}, { "type": "actnorm" }] }`,
    messages: [
      'dimensions 0, 2 pass every coupling unchanged: the latent would keep a copy of the data. The permutation undoes the alternating masks: remove it.',
    ],
    paths: ['layers[0]'],
  },
  {
    code: 'never-transformed',
    severity: 'warning',
    spec: `{ ${npy(3)}, "layers": [{ "type": "affine-coupling", "mask": «"odd"» }, { "type": "affine-coupling", "mask": "odd" }] }`,
    messages: [
      'dimension 1 passes every coupling unchanged: the latent would keep a copy of the data. Alternate the masks or add a permutation.',
    ],
    paths: ['layers[0].mask'],
    fixed: `{ ${npy(3)}, "layers": [{ "type": "affine-coupling", "mask": "alternate" }, { "type": "affine-coupling", "mask": "alternate" }] }`,
  },
  {
    code: 'never-seen',
    severity: 'warning',
    spec: `{ ${npy(4)}, "layers": [{ "type": "affine-coupling", "mask": «[1, 1, 1, 0]» }, { "type": "affine-coupling", "mask": [0, 1, 1, 0] }, { "type": "affine-coupling", "mask": [1, 0, 0, 0] }] }`,
    messages: [
      'dimension 3 is transformed but no conditioner ever sees it: the flow cannot model how the others depend on it. Alternate the masks or add a permutation.',
    ],
    paths: ['layers[0].mask'],
  },
  {
    code: 'iterative-inverse',
    severity: 'information',
    spec: `{ ${npy(63)}, "layers": [{ "type": «"affine-autoregressive"» }, { "type": «"planar"» }, { "type": "inverse", "layer": { "type": «"affine-autoregressive"» } }] }`,
    messages: [
      'sampling costs D = 63 network passes',
      'planar has no closed-form inverse: computing samples takes an iterative solver',
      'the density costs D = 63 network passes',
    ],
    paths: ['layers[0]', 'layers[1]', 'layers[2].layer'],
  },
  {
    code: 'domain',
    spec: `{ ${moons}, "layers": [${coupling}, { "type": «"tanh"» }] }`,
    messages: ['tanh maps onto (−1, 1), but the support of base normal is (−∞, ∞): q would not integrate to 1'],
    paths: ['layers[1]'],
  },
];

describe('every diagnostic stands at its token and says its sentence', () => testDiagnostics(CASES));

test('an autoregressive layer of one dimension samples in one pass, which is no cost to tell of', async () => {
  const spec = `{ ${npy(1)}, "layers": [{ "type": "affine-autoregressive" }] }`;
  expect(withCode((await check(spec)).diagnostics, 'iterative-inverse')).toEqual([]);
});

test('logit tells where its values come from', async () => {
  const { text, ranges } = unmark(
    `{ "data": { "source": "npy", "path": "x", "shape": [2] }, "layers": [{ "type": «"logit"» }] }`,
  );
  const [found] = withCode((await check(text)).diagnostics, 'domain');
  expect(found!.range).toEqual(ranges[0]);
  expect(found!.message).toContain('logit needs values in [0, 1]; this source yields (−∞, ∞)');
});

test('a split or a multi-scale in inverse is the only error', async () => {
  for (const layer of ['"split"', '"multi-scale", "levels": 2, "layers": [{ "type": "actnorm" }]']) {
    const inverse = `{ "type": "inverse", "layer": { "type": "repeat", "times": 1, "layers": [{ "type": ${layer} }] } }`;
    const data = '"data": { "source": "idx", "path": "x", "shape": [8, 8, 1] }';
    const { diagnostics } = await check(`{ ${data}, "layers": [{ "type": "dequantize" }, ${inverse}, ${coupling}] }`);
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(['wrong-value']);
  }
});

test('a layer that is wrong at every turn of a repeat is reported once', async () => {
  const wrong = ['"mask": [1]', '"mask": [1, 1]', '"conditioner": { "type": "masked-mlp" }'];
  for (const keys of wrong) {
    const repeat = `{ "type": "repeat", "times": 3, "layers": [{ "type": "affine-coupling", ${keys} }, { "type": "actnorm" }] }`;
    const { diagnostics } = await check(`{ ${moons}, "layers": [${repeat}] }`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['wrong-value']);
  }
  const single = `{ ${npy(1)}, "layers": [{ "type": "repeat", "times": 3, "layers": [${coupling}] }] }`;
  expect(withCode((await check(single)).diagnostics, 'shape-mismatch')).toHaveLength(1);
});

test('reverse KL refuses targets without density everywhere and layers whose inverse is sequential', async () => {
  const { text, ranges } = unmark(
    '{ "data": { "source": «"checkerboard"» }, "layers": [{ "type": «"affine-autoregressive"» }], "training": { "objective": { "type": "reverse-kl" } } }',
  );
  const found = withCode((await check(text)).diagnostics, 'wrong-value');
  expect(found.map(({ range }) => range)).toEqual(ranges);
  expect(applyFix(text, found[1]!.fixes[0]!)).toContain(
    '{ "type": "inverse", "layer": { "type": "affine-autoregressive" } }',
  );
});
