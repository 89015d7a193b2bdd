import { describe, expect, test } from 'vitest';
import { flattenPlan } from '../flow/flatten-plan.ts';
import { check, imageSpec, keysOf, planOf, vectorSpec, withCode } from './spec-fixture.ts';

const even = [1, 0, 1, 0, 1];
const odd = [0, 1, 0, 1, 0];
const coupling = '{ "type": "additive-coupling" }';
const repeat = (times: number, layers: string) => `{ "type": "repeat", "times": ${times}, "layers": [${layers}] }`;

describe('masks', () => {
  const vector = (mask: string, d = 5) =>
    keysOf(vectorSpec(d, `{ "type": "additive-coupling", "mask": ${mask} }`), 'mask');
  const image = (mask: string, shape = [2, 2, 3]) =>
    keysOf(
      imageSpec(shape, `{ "type": "additive-coupling", "mask": ${mask}, "conditioner": { "type": "convnet" } }`),
      'mask',
    );

  test.each([
    ['"even"', even],
    ['"odd"', odd],
    ['"first-half"', [1, 1, 1, 0, 0]],
    ['"second-half"', [0, 0, 0, 1, 1]],
    ['"alternate"', even],
    ['"alternate-halves"', [1, 1, 1, 0, 0]],
    ['[0, 0, 1, 1, 0]', [0, 0, 1, 1, 0]],
  ])('%s on a vector', async (mask, kept) => {
    expect(await vector(mask)).toEqual([kept]);
  });

  test.each([
    ['"checkerboard"', [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]],
    ['"checkerboard-flipped"', [0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0]],
    ['"channel"', [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0]],
    ['"channel-flipped"', [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]],
    ['"alternate"', [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]],
    ['"alternate-channels"', [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0]],
    ['[0, 1, 0]', [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]],
  ])('%s on an image of 2 × 2 × 3', async (mask, kept) => {
    expect(await image(mask)).toEqual([kept]);
  });

  test('each alternating name has its own counter, in expanded order through nested repeats', async () => {
    const inner = `${repeat(3, coupling)}, { "type": "additive-coupling", "mask": "alternate-halves" }`;
    const masks = await keysOf(vectorSpec(5, `${repeat(2, inner)}, ${coupling}`), 'mask');
    const [first, second] = [
      [1, 1, 1, 0, 0],
      [0, 0, 0, 1, 1],
    ];
    expect(masks).toEqual([even, odd, even, first, odd, even, odd, second, even]);
  });

  test('inside inverse uses are counted as listed, and the data passes them in reverse', async () => {
    const text = vectorSpec(
      5,
      `${coupling}, { "type": "inverse", "layers": [${repeat(2, coupling)}, ${coupling}] }, ${coupling}`,
    );
    // Listed: even | odd, even, odd | even; the inverse reverses its three (a palindrome), so check the turns as well.
    expect(await keysOf(text, 'mask')).toEqual([even, odd, even, odd, even]);
    const flat = flattenPlan(await planOf(text));
    expect(flat.map(({ path, turn, inverted }) => [path, turn, inverted])).toEqual([
      ['layers[0]', [], false],
      ['layers[1].layers[1]', [], true],
      ['layers[1].layers[0].layers[0]', [1], true],
      ['layers[1].layers[0].layers[0]', [0], true],
      ['layers[2]', [], false],
    ]);
    expect(flat.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  test('an even number of layers inside inverse shows the reversal', async () => {
    const text = vectorSpec(5, `{ "type": "inverse", "layers": [${coupling}, ${coupling}] }`);
    expect(await keysOf(text, 'mask')).toEqual([odd, even]);
  });

  test('counters start anew after squeeze and flatten', async () => {
    const net = '{ "type": "additive-coupling", "conditioner": { "type": "convnet" } }';
    const masks = await keysOf(
      imageSpec([2, 2, 1], `${net}, { "type": "squeeze" }, { "type": "flatten" }, ${coupling}`),
      'mask',
    );
    expect(masks).toEqual([
      [1, 0, 0, 1],
      [1, 0, 1, 0],
    ]);
  });
});

describe('orders', () => {
  const layer = (order: string) => `{ "type": "affine-autoregressive", "order": "${order}" }`;

  test('entry d is the position of dimension d; alternate turns round at every use', async () => {
    const orders = await keysOf(
      vectorSpec(3, `${repeat(2, layer('alternate'))}, ${layer('natural')}, ${layer('reverse')}`),
      'order',
    );
    expect(orders).toEqual([
      [0, 1, 2],
      [2, 1, 0],
      [0, 1, 2],
      [2, 1, 0],
    ]);
  });

  test('random orders follow the training seed, the place and the turn', async () => {
    const spec = (seed: number) => vectorSpec(20, repeat(2, layer('random')), `, "training": { "seed": ${seed} }`);
    const [first, second] = (await keysOf(spec(1), 'order')) as number[][];
    expect(first!.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(first).not.toEqual(second);
    expect(await keysOf(spec(1), 'order')).toEqual([first, second]);
    expect((await keysOf(spec(2), 'order'))[0]).not.toEqual(first);
  });

  test('a permutation is reversed, random by its own seed, or as listed', async () => {
    const random = '{ "type": "permutation", "order": "random", "seed": 4 }';
    const text = (seed: number) =>
      vectorSpec(
        6,
        `{ "type": "permutation" }, { "type": "permutation", "order": [1, 0, 3, 2, 5, 4] }, ${random}`,
        `, "training": { "seed": ${seed} }`,
      );
    const [reverse, listed, drawn] = await keysOf(text(1), 'order');
    expect(reverse).toEqual([5, 4, 3, 2, 1, 0]);
    expect(listed).toEqual([1, 0, 3, 2, 5, 4]);
    expect((await keysOf(text(2), 'order'))[2]).toEqual(drawn);
  });
});

describe('shapes and structure', () => {
  test('multi-scale is (squeeze, layers, split) × (levels − 1), squeeze, layers', async () => {
    const text = imageSpec([8, 8, 1], '{ "type": "multi-scale", "levels": 3, "layers": [{ "type": "actnorm" }] }');
    const flat = flattenPlan(await planOf(text));
    expect(flat.map(({ type, turn, outputShape }) => [type, turn, outputShape])).toEqual([
      ['squeeze', [0], [4, 4, 4]],
      ['actnorm', [0], [4, 4, 4]],
      ['split', [0], [4, 4, 2]],
      ['squeeze', [1], [2, 2, 8]],
      ['actnorm', [1], [2, 2, 8]],
      ['split', [1], [2, 2, 4]],
      ['squeeze', [2], [1, 1, 16]],
      ['actnorm', [2], [1, 1, 16]],
    ]);
    expect((await planOf(text)).base.shape).toEqual([1, 1, 16]);
  });

  test('squeeze inside inverse is undone: shapes are those of the data on the outside, of the map inside', async () => {
    const plan = await planOf(
      imageSpec([2, 2, 4], '{ "type": "inverse", "layers": [{ "type": "actnorm" }, { "type": "squeeze" }] }'),
    );
    expect(plan.base.shape).toEqual([4, 4, 1]);
    const flat = flattenPlan(plan);
    expect(flat.map(({ type, inputShape, outputShape }) => [type, inputShape, outputShape])).toEqual([
      ['squeeze', [2, 2, 4], [4, 4, 1]],
      ['actnorm', [4, 4, 1], [4, 4, 1]],
    ]);
    expect(flat[0]!.layer.inputShape).toEqual([4, 4, 1]);
  });

  test('flatten inside inverse cannot be undone, and says so', async () => {
    const { diagnostics } = await check(
      imageSpec([2, 2, 4], '{ "type": "inverse", "layers": [{ "type": "flatten" }] }'),
    );
    expect(withCode(diagnostics, 'shape-mismatch')[0]!.message).toBe(
      'the layers in inverse must output 2 × 2 × 4 (found in the data), but they output 16 dimensions',
    );
  });

  test('inverse of sigmoid leads from (0, 1) to the reals; of tanh it is refused there', async () => {
    const spec = (type: string) =>
      vectorSpec(2, `{ "type": "sigmoid" }, { "type": "inverse", "layer": { "type": "${type}" } }`);
    expect(withCode((await check(spec('sigmoid'))).diagnostics, 'domain')).toEqual([]);
    expect(withCode((await check(spec('exp'))).diagnostics, 'domain')).toHaveLength(1);
  });

  test('nesting beyond 16 is refused, 16 is not', async () => {
    const nested = (depth: number): string => (depth === 0 ? coupling : repeat(1, nested(depth - 1)));
    expect((await check(vectorSpec(2, nested(16)))).plan).not.toBeNull();
    const { diagnostics } = await check(vectorSpec(2, nested(17)));
    expect(diagnostics.map(({ message }) => message)).toContain(
      'layers may be nested at most 16 deep; this repeat is deeper',
    );
  });

  test('4096 layers are expanded in good time, billions are refused without being expanded', async () => {
    const plan = await planOf(vectorSpec(2, repeat(64, repeat(64, coupling))));
    expect(flattenPlan(plan)).toHaveLength(4096);
    const huge = repeat(1000, repeat(1000, repeat(1000, repeat(1000, coupling))));
    expect((await check(vectorSpec(2, huge))).diagnostics.map(({ message }) => message)).toEqual([
      "file 'x.npy' not found (looked beside the spec)",
      'a flow may have at most 4096 layers after expansion, found 1000000000000: repeat fewer times',
    ]);
  });
});

describe('values in force', () => {
  test('a named conditioner is inlined with its defaults; without one the layer has its own', async () => {
    const more = ', "conditioners": { "net": { "type": "resnet", "hidden": 32 } }';
    const layers = `{ "type": "additive-coupling", "conditioner": "net" }, ${coupling}, { "type": "affine-autoregressive" }`;
    expect(await keysOf(vectorSpec(3, layers, more), 'conditioner')).toEqual([
      { type: 'resnet', hidden: 32, blocks: 2, activation: 'relu' },
      { type: 'mlp', hidden: [64, 64], activation: 'relu' },
      { type: 'masked-mlp', hidden: [64, 64], activation: 'relu' },
    ]);
  });

  test('training defaults depend on optimizer, schedule and kind of data', async () => {
    const training = async (more: string) => (await planOf(vectorSpec(2, coupling, `, "training": ${more}`))).training;
    const plain = await training('{}');
    expect([plain.steps, plain.epochs, plain.gradientClip, plain.optimizer.weightDecay]).toEqual([2000, null, 5, 0]);
    expect(plain.objective).toEqual({ type: 'max-likelihood' });
    expect((await training('{ "optimizer": { "type": "adamw" } }')).optimizer.weightDecay).toBe(0.01);
    expect((await training('{ "schedule": { "type": "cosine" } }')).schedule.final).toBe(0);
    expect((await training('{ "schedule": { "type": "exponential" } }')).schedule.final).toBe(0.01);
    const epochs = await training('{ "epochs": 3 }');
    expect([epochs.steps, epochs.epochs]).toEqual([null, 3]);
    const image = await planOf(imageSpec([2, 2, 1], '{ "type": "dequantize" }'));
    expect(image.training.gradientClip).toBeNull();
    expect(flattenPlan(image)[0]!.layer.config).toMatchObject({ bits: 8 });
  });

  test('the name is the file stem, made fit', async () => {
    expect((await planOf(vectorSpec(2, coupling))).name).toBe('flow');
  });
});

describe('coordinates', () => {
  const codes = async (text: string) => (await check(text)).diagnostics.map(({ code }) => code);
  const reversing = `${coupling}, { "type": "permutation" }, ${coupling}`;

  test('alternate with a reversing permutation: D = 4 leaves two dimensions, D = 5 none', async () => {
    expect(await codes(vectorSpec(4, reversing))).toContain('never-transformed');
    expect(await codes(vectorSpec(5, reversing))).not.toContain('never-transformed');
  });

  test('a linear layer mixes, an elementwise spline transforms, one autoregressive layer is complete', async () => {
    for (const layers of [
      `${coupling}, { "type": "linear" }, ${coupling}`,
      '{ "type": "spline" }',
      '{ "type": "affine-autoregressive" }',
      '{ "type": "actnorm" }',
      `${coupling}, { "type": "inverse", "layer": ${coupling} }`,
    ]) {
      const found = await codes(vectorSpec(4, layers));
      expect(found).not.toContain('never-transformed');
      expect(found).not.toContain('never-seen');
    }
  });

  test('channels that a split factors out before any coupling are never transformed', async () => {
    const layers =
      '{ "type": "dequantize" }, { "type": "logit" }, { "type": "squeeze" }, { "type": "split" }, { "type": "flatten" }';
    const found = withCode(
      (await check(imageSpec([2, 2, 1], `${layers}, ${coupling}, ${coupling}`))).diagnostics,
      'never-transformed',
    );
    expect(found[0]!.message).toContain('dimensions 2, 3 pass every coupling unchanged');
  });
});
