import { expect, test } from 'vitest';
import { batchOrder } from '../data/batch-order.ts';
import type { ContextKey } from '../data/conditions/condition-keys.ts';
import { conditionImages } from '../data/conditions/derive.ts';
import { conditionLayout } from '../data/conditions/layout.ts';
import type { PreparedRows } from '../data/prepare.ts';
import { buildModel } from '../models/registry.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { evaluate } from '../tensor/evaluate.ts';
import { constant } from '../tensor/ops/leaf.ts';
import { fillMirrored, mirroredContext } from './mirror.ts';
import { openStepper } from './stepper.ts';
import { trainingProgram } from './training-program.ts';
import { initialState, stateArrays } from './training-state.ts';

const [ROWS, BATCH, HEIGHT, WIDTH, CHANNELS] = [8, 4, 2, 3, 3];
const SEED = 5;
const SIZE = HEIGHT * WIDTH * CHANNELS;

const SPEC = {
  data: { source: 'idx', path: 'absent', shape: [HEIGHT, WIDTH, CHANNELS] },
  layers: [{ type: 'dequantize' }, { type: 'flatten' }, { type: 'affine-coupling', conditioner: { type: 'mlp' } }],
  training: { batchSize: BATCH, seed: SEED },
};

const ORDER = batchOrder(SEED, ROWS, BATCH);
const VALUES = Uint8Array.from({ length: ROWS * SIZE }, (_, i) => (37 * i) % 256);

async function trained(values: Uint8Array, mirrored: boolean, chunks: readonly number[]) {
  const { plan } = await checkSpec(JSON.stringify(SPEC), { folder: '/nowhere', trusted: true, fileStem: 'spec' });
  const model = buildModel(plan!);
  const runtime = cpuRuntime({ threads: 1 });
  const data = { rows: ROWS, dtype: 'uint8', entry: null, ...(mirrored ? { mirrored: [] } : {}) } as const;
  const program = trainingProgram(model, plan!.training, data, { repeats: 'scan', lossLimit: 1e30 });
  const rows: PreparedRows = { count: ROWS, values, context: null };
  const layout = { groups: program.groups, fixed: [], averaged: false };
  const stepper = await openStepper({
    runtime,
    program,
    training: plan!.training,
    steps: 100,
    data: rows,
    state: initialState(layout, new Map(model.parameters.map((p) => [p.name, p.initialize(0)]))),
    fixed: {},
    order: ORDER,
    lossLimit: 1e30,
  });
  let first = 1;
  for (const count of chunks) {
    await stepper.run(first, count);
    first += count;
  }
  const state = stateArrays(await stepper.readState());
  await stepper.dispose();
  return state;
}

/** The rows as the first epoch sees them. */
function seen(): Uint8Array {
  const out = VALUES.slice();
  const mirrored = new Float32Array(BATCH);
  for (let step = 1; step <= ROWS / BATCH; step++) {
    fillMirrored(SEED, step, mirrored);
    for (const [i, row] of ORDER.batchIndices(step - 1).entries()) {
      if (mirrored[i] === 0) continue;
      for (let at = 0; at < SIZE; at++) {
        const column = Math.floor(at / CHANNELS) % WIDTH;
        out[row * SIZE + at] = VALUES[row * SIZE + at + (WIDTH - 1 - 2 * column) * CHANNELS]!;
      }
    }
  }
  return out;
}

test('a step reads mirrored images as if the file contained them mirrored', async () => {
  const images = seen();
  expect(images).not.toEqual(VALUES);
  expect(await trained(VALUES, true, [2])).toEqual(await trained(images, false, [2]));
});

test('which images are mirrored depends on seed and step, not on chunks', async () => {
  const whole = await trained(VALUES, true, [6]);
  expect(await trained(VALUES, true, [1, 3, 2])).toEqual(whole);
  expect(await trained(VALUES, false, [6])).not.toEqual(whole);
});

test('half of the images are mirrored', () => {
  const mirrored = new Float32Array(4000);
  fillMirrored(1, 1, mirrored);
  expect(new Set(mirrored)).toEqual(new Set([0, 1]));
  // Five standard errors.
  expect(Math.abs(mirrored.reduce((a, b) => a + b) / 4000 - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(4000));
});

test.each([0, 2])('condition images are those of the mirrored images, after a vector of %d values', (vector) => {
  const whole = [2, 4, 3];
  const context: ContextKey = [
    { as: 'image', crop: [0, 0, 1, 4], complement: false },
    { as: 'image', downsample: 2 },
    { as: 'image', edges: true },
  ];
  const layout = conditionLayout({ context, flip: true }, whole, null);
  const values = Uint8Array.from({ length: 2 * 24 }, (_, i) => (i * i * 7) % 256);
  const mirroredValues = Uint8Array.from(values, (_, i) => values[i + (3 - 2 * (Math.floor(i / 3) % 4)) * 3]!);
  const conditions = (images: Uint8Array) =>
    conditionImages({ values: images, count: 2, bits: 8 }, layout, null, 'file');
  const [plain, other] = [conditions(values), conditions(mirroredValues)];
  const width = plain.length / 2;
  const rowOf = (images: Float32Array, row: number) => [
    ...[7, 8].slice(0, vector),
    ...images.subarray(row * width, (row + 1) * width),
  ];
  const given = constant([...rowOf(plain, 0), ...rowOf(plain, 1)], [2, vector + width]);
  const seen = mirroredContext(
    given,
    constant([0, 1], [2]),
    layout.images.map(({ shape }) => shape),
  );
  const found = evaluate([seen], new Map())[0]!.data;
  const expected = [...rowOf(plain, 0), ...rowOf(other, 1)];
  expect(other).not.toEqual(plain);
  // Means are added in another order.
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
});
