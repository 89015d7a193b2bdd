import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HALVES, halvesFolder } from '../inspection/testing/halves.ts';
import { checkSpec } from './check-spec.ts';
import { applyFix } from './fixes/apply-fix.ts';

let folder: string;
beforeAll(async () => {
  folder = await halvesFolder();
});
afterAll(() => rm(folder, { recursive: true }));

const LAYERS = [{ type: 'dequantize' }, { type: 'actnorm' }];
const check = (spec: object | string) =>
  checkSpec(typeof spec === 'string' ? spec : JSON.stringify({ layers: LAYERS, training: { batchSize: 8 }, ...spec }), {
    folder,
    trusted: true,
    fileStem: 'test',
  });

test('condition images are in the plan, with the encoder that a spec leaves out', async () => {
  const { plan, diagnostics } = await check({ data: HALVES });
  expect(diagnostics).toEqual([]);
  expect(plan).toMatchObject({
    inputShape: [4, 4, 1],
    context: {
      size: 23,
      names: ['label=0', 'label=1', 'label=2'],
      images: [
        { name: 'crop', shape: [4, 4, 1] },
        { name: 'downsample', shape: [2, 2, 1] },
      ],
    },
    contextEncoder: { type: 'conv-resnet', channels: 32, blocks: 2, kernel: 3, activation: 'relu' },
  });
  const named = await check({
    data: HALVES,
    conditioners: { net: { type: 'convnet', channels: 5 } },
    contextEncoder: 'net',
  });
  expect(named.plan).toMatchObject({ contextEncoder: { type: 'convnet', channels: 5 } });
});

test('an encoder without condition images is one error, with a fix that works', async () => {
  for (const context of ['label', 'none']) {
    const data = { ...HALVES, context };
    const spec = { data, contextEncoder: { type: 'convnet' }, layers: LAYERS, training: { batchSize: 8 } };
    const text = JSON.stringify(spec);
    const { plan, diagnostics } = await check(text);
    expect(plan).toBeNull();
    expect(diagnostics).toMatchObject(
      [{ code: 'wrong-value', message: /contextEncoder.*condition images/ }].map((entry) => ({
        ...entry,
        message: expect.stringMatching(entry.message),
      })),
    );
    const fixed = await check(applyFix(text, diagnostics[0]!.fixes[0]!));
    // These layers have no network.
    expect(fixed.diagnostics.map(({ code }) => code)).toEqual(context === 'label' ? ['unused-context'] : []);
    expect(fixed.plan).not.toHaveProperty('contextEncoder');
  }
  const dense = await check({ data: HALVES, contextEncoder: { type: 'mlp' } });
  expect(dense.diagnostics[0]!.message).toMatch(/needs a network on images/);
});

test('a crop that does not leave a rectangle is an error at the context, with a fix', async () => {
  const { diagnostics } = await check({ data: { ...HALVES, context: { as: 'image', crop: [1, 1, 2, 2] } } });
  expect(diagnostics).toMatchObject([{ code: 'invalid-data', path: 'data.context' }]);
  expect(diagnostics[0]!.message).toMatch(/not a rectangle.*\[0, 0, 2, 8\], or set "complement": false/);
});

const IMAGE = { as: 'image' };

test.each([
  [{ ...IMAGE, crop: [0, 0, 4] }, 'crop must be [top, left, height, width], found 3 numbers'],
  [{ ...IMAGE, crop: [0, 0, 0, 8] }, 'crop[2] must be a whole number ≥ 1, found 0'],
  [{ ...IMAGE, downsample: 1 }, 'downsample must be a whole number ≥ 2, found 1'],
  [{ ...IMAGE, edges: false }, 'edges must be true, found false'],
  [['label', { ...IMAGE, edges: false }], 'edges must be true, found false'],
  [
    { ...IMAGE, crop: [0, 0, 4, 8], downsample: 2 },
    'context must have exactly one of "crop", "downsample" and "edges", found crop and downsample',
  ],
  [IMAGE, 'context must have exactly one of "crop", "downsample" and "edges", found none of them'],
  [{ crop: [0, 0, 4, 8] }, 'context needs "as": "image"'],
  [['label', 'label'], 'label is listed twice'],
  [
    [
      { ...IMAGE, crop: [0, 0, 4, 8] },
      { complement: true, crop: [0, 0, 4, 8], ...IMAGE },
    ],
    'the condition image {"as":"image","crop":[0,0,4,8],"complement":true} is listed twice',
  ],
])('a wrong context is one error: %j', async (context, message) => {
  const { diagnostics } = await check({ data: { ...HALVES, context } });
  expect(diagnostics.map((found) => found.message)).toEqual([message]);
});

test.each([
  [{}, "images needs the key 'size': size must be [height, width]"],
  [{ size: [8] }, 'size must be [height, width], found 1 number'],
  [{ size: [0, 8] }, 'size[0] must be a whole number ≥ 1, found 0'],
])('a wrong size is one error: %j', async (keys, message) => {
  const { diagnostics } = await check({ data: { source: 'images', path: '.', ...keys } });
  expect(diagnostics.filter(({ path }) => path.startsWith('data.size')).map((found) => found.message)).toEqual([
    message,
  ]);
});
