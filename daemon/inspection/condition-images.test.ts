/** Answers of flows with condition images say which images they were computed with. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import type { AnswerContext } from './answer.ts';
import { answerFigure } from './answers.ts';
import { answerContext } from './testing/answer-context.ts';
import { HALVES, halvesFolder } from './testing/halves.ts';
import { randomFlow } from './testing/random-flow.ts';

let folder: string;
let context: AnswerContext;

beforeAll(async () => {
  folder = await halvesFolder();
  const spec = {
    data: { ...HALVES, context: [{ as: 'image', crop: [0, 0, 4, 3] }, 'label'] },
    layers: [
      { type: 'affine', trainable: false, scale: 0.01, shift: -1 },
      { type: 'affine-coupling', conditioner: { type: 'convnet', channels: 2 } },
    ],
    contextEncoder: { type: 'convnet', channels: 2 },
  };
  const { open, data } = await randomFlow(spec, folder);
  context = answerContext({ open, data }, cpuRuntime({ threads: 1 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The pixels of the condition images of a validation row: its left part, 4 × 3. */
async function expected(row: number) {
  const { validation } = (await context.data()).dataset;
  const size = context.open.maps.contextSize;
  const images = Uint8Array.from(validation.context!.subarray(row * size, (row + 1) * size), (v) =>
    Math.round(255 * v),
  );
  return [{ name: 'crop', pixels: { dtype: 'uint8', shape: [4, 3, 1], values: images.slice(-12) } }];
}

test('a traversal: those of the start row, of the row that is given, or of the first', async () => {
  const ask = async (params: object) => {
    const asked = { directions: ['dimension'], rows: 1, columns: 3, ...params };
    return (await answerFigure('traversal', asked, context)).conditions;
  };
  expect(await ask({})).toEqual(await expected(0));
  expect(await ask({ start: 2 })).toEqual(await expected(2));
  expect(await ask({ start: 2, contextRow: 4 })).toEqual(await expected(4));
});

test('a coupling: those of its row', async () => {
  expect((await answerFigure('coupling', { row: 3 }, context)).conditions).toEqual(await expected(3));
});

test('samples for every label: those of the row that gives the other conditions', async () => {
  const { by, given } = await answerFigure('samples', { n: 3, by: 'label', contextRow: 2 }, context);
  expect([by?.values, given]).toEqual([['0', '1', '2'], await expected(2)]);
});

test('an interpolation: those of its start, and none if they are blended', async () => {
  const ask = async (params: object) =>
    (await answerFigure('interpolate', { from: 1, to: 2, columns: 2, ...params }, context)).conditions;
  expect(await ask({})).toEqual(await expected(1));
  expect(await ask({ contextMode: 'blended' })).toBeUndefined();
});

test('samples: where a condition image of another shape lies in its cell', async () => {
  const { conditions } = await answerFigure('samples', { n: 4, conditions: 2, pixels: true }, context);
  expect(conditions?.names).toEqual(['crop', 'original']);
  // In the middle of 4 × 5.
  expect(conditions?.areas).toEqual([{ x: 1, y: 0, width: 3, height: 4 }]);
});
