import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HALVES, halvesFolder } from '../inspection/testing/halves.ts';
import { checkSpec } from './check-spec.ts';
import { applyFix } from './spec-fixture.ts';

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

test('an encoder without condition images is an error that says so and goes away', async () => {
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
    expect(fixed.diagnostics).toEqual([]);
    expect(fixed.plan).not.toHaveProperty('contextEncoder');
  }
  const dense = await check({ data: HALVES, contextEncoder: { type: 'mlp' } });
  expect(dense.diagnostics[0]!.message).toMatch(/needs a network on images/);
});

test('a crop that leaves no rectangle stands at the context, with what to write instead', async () => {
  const { diagnostics } = await check({ data: { ...HALVES, context: { as: 'image', crop: [1, 1, 2, 2] } } });
  expect(diagnostics).toMatchObject([{ code: 'invalid-data', path: 'data.context' }]);
  expect(diagnostics[0]!.message).toMatch(/not a rectangle.*\[0, 0, 2, 8\], or set "complement": false/);
});
