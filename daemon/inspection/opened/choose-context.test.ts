import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplesFigure } from '../../../protocol/figures/samples.ts';
import { readCondition } from '../../data/conditions/read-condition.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { samplesAnswer } from '../samples/samples-answer.ts';
import { answerContext } from '../testing/answer-context.ts';
import { HALVES, halvesFolder } from '../testing/halves.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { contextNeedsRows, givenContext, ofValues } from './choose-context.ts';

const SPEC = {
  data: HALVES,
  layers: [{ type: 'affine' }, { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }],
};

let folder: string;
beforeAll(async () => {
  folder = await halvesFolder();
});
afterAll(() => rm(folder, { recursive: true }));

test('the context of a row, with some of its values and images replaced', async () => {
  const { open, data } = await randomFlow(SPEC, folder);
  const none = { context: null, contextRow: null, split: 'validation' } as const;
  expect(givenContext(open, data, none)).toBeNull();
  const row = givenContext(open, data, { ...none, contextRow: 3 })!;
  expect([...row]).toEqual([...data.dataset.validation.context!.subarray(3 * 23, 4 * 23)]);
  const labeled = givenContext(open, data, { ...none, contextRow: 3, context: { label: '1' } })!;
  expect([...labeled]).toEqual([0, 1, 0, ...row.subarray(3)]);
  const images = new Map([['downsample', Float32Array.of(0.1, 0.2, 0.3, 0.4)]]);
  const replaced = givenContext(open, data, { ...none, contextRow: 3, images })!;
  expect([...replaced]).toEqual([...row.subarray(0, 19), ...[0.1, 0.2, 0.3, 0.4].map(Math.fround)]);
  expect(contextNeedsRows(open, { context: null, contextRow: null })).toBe(true);
  expect(contextNeedsRows(open, { context: { label: '1' }, contextRow: 3 })).toBe(true);
  expect(contextNeedsRows(open, { context: null, contextRow: null }, true)).toBe(false);
});

test('errors name the missing or wrong part, and a fix', async () => {
  const { open, data } = await randomFlow(SPEC, folder);
  const given = (context: Record<string, string>) => () => givenContext(open, data, ofValues(context));
  expect(given({ label: '1' })).toThrow(/condition image 'crop' is missing: .*--context-row.*--context-file/);
  expect(given({ crop: '3' })).toThrow(/'crop' is a condition image/);
  expect(given({ crap: '3' })).toThrow(/context columns are label/);
  expect(() => givenContext(open, data, { context: null, contextRow: 10, split: 'validation' })).toThrow(/rows 0 … 9/);
});

test('a value that its column does not have is reported before a column that is missing', async () => {
  const { open, data } = await randomFlow(SPEC, folder);
  const contextEncoding = [
    { column: 'cat', kind: 'category', values: ['a', 'b'] },
    { column: 'flag', kind: 'category', values: ['false', 'true'] },
    { column: 'dose', kind: 'number', mean: 2.5, std: 1 },
  ] as const;
  const dataset = { ...data.dataset, contextEncoding };
  const wide = { ...open, maps: { ...open.maps, contextSize: 5 } };
  const given = (context: Record<string, string>) => givenContext(wide, { dataset }, ofValues(context));
  expect(() => given({ flag: 'maybe' })).toThrow(/'maybe' is not a value of the context column flag/);
  expect(() => given({ cat: 'a' })).toThrow(
    expect.objectContaining({
      message: "the context columns 'flag', 'dose' are missing",
      hint: 'Give them, too: --context cat=a,flag=false,dose=2.5',
    }),
  );
  expect([...given({ cat: 'a', flag: 'false', dose: '2.5' })!]).toEqual([1, 0, 1, 0, 0]);
});

test('condition images from files: gray levels, or numbers in [0, 1]', async () => {
  const image = { name: 'crop', shape: [2, 2, 1] };
  const access = { folder, trusted: true };
  const save = (name: string, values: Parameters<typeof writeNpy>[0], shape: number[]) =>
    writeFile(join(folder, name), writeNpy(values, shape));
  await save('gray.npy', Uint8Array.of(0, 51, 102, 255), [2, 2]);
  expect([...(await readCondition('gray.npy', access, image))]).toEqual([0, 0.2, 0.4, 1].map(Math.fround));
  await save('unit.npy', Float32Array.of(0, 0.5, 0.25, 1), [1, 2, 2, 1]);
  expect([...(await readCondition('unit.npy', access, image))]).toEqual([0, 0.5, 0.25, 1]);
  await save('large.npy', Float32Array.of(0, 0.5, 2, 1), [2, 2]);
  await expect(readCondition('large.npy', access, image)).rejects.toThrow(/contains 2; .* from 0 to 1/);
  // Four by four black pixels with a white upper half, at half of their size.
  const pixels = Uint8Array.from({ length: 16 }, (_, i) => (i < 8 ? 255 : 0));
  await writeFile(join(folder, 'picture.png'), encode({ width: 4, height: 4, data: pixels, channels: 1 }));
  const [top, , bottom] = await readCondition('picture.png', access, image);
  expect(top!).toBeGreaterThan(0.8);
  expect(bottom!).toBeLessThan(0.2);
  await writeFile(join(folder, 'broken.png'), 'no picture');
  await expect(readCondition('broken.png', access, image)).rejects.toThrow(/broken.png is not a PNG/);
  await save('long.npy', Float32Array.of(0, 0.5, 0, 1), [4]);
  await expect(readCondition('long.npy', access, image)).rejects.toThrow(/shape \(4\), but .* 'crop' has 2 × 2 × 1/);
});

test('samples by condition: the contexts of rows, and pictures of their conditions in the size of a point', async () => {
  const { open, data } = await randomFlow(SPEC, folder);
  const ask = (params: object) =>
    samplesAnswer(
      samplesFigure.read({ n: 5, pixels: true, ...params }),
      answerContext({ open, data }, cpuRuntime({ threads: 1 })),
    );
  const { conditions, contextValues } = await ask({ conditions: 2, contextRow: 4 });
  expect(conditions).toMatchObject({ rows: [4, 5], each: 3, names: ['crop', 'downsample', 'original'] });
  const { values, context } = data.dataset.validation;
  const labelOf = (row: number) => context!.subarray(row * 23, row * 23 + 3).indexOf(1);
  expect([...contextValues!.values]).toEqual([4, 4, 4, 5, 5].map(labelOf));
  const { shape, values: cells } = conditions!.cells;
  expect(shape).toEqual([2, 3, 4, 4, 1]);
  const cell = (i: number) => Array.from(cells.slice(i * 16, (i + 1) * 16), Number);
  expect(cell(0)).toEqual(Array.from(context!.subarray(4 * 23 + 3, 4 * 23 + 19), (value) => Math.round(255 * value)));
  expect(cell(2)).toEqual([...values.subarray(4 * 16, 5 * 16)]);
  // Each pixel of the small image is a square of four.
  expect(cell(1)[0]).toBe(Math.round(255 * context![4 * 23 + 19]!));
  expect(cell(1)[5]).toBe(cell(1)[0]);
  expect((await ask({ conditions: 0 })).conditions).toBeNull();
});
