/** Conditional densities against exact ones: those of a linear flow are Gaussian, and follow from its matrix. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conditionalFigure } from '../../../../protocol/figures/conditional.ts';
import { randomStream } from '../../../random/random-stream.ts';
import { cpuRuntime } from '../../../runtime/onnxruntime/cpu-runtime.ts';
import type { OpenData, OpenFlow } from '../../opened/open-flow.ts';
import { encodeRows } from '../../points/encode-rows.ts';
import { answerContext } from '../../testing/answer-context.ts';
import { letterTable } from '../../testing/letter-table.ts';
import { randomFlow } from '../../testing/random-flow.ts';
import { splitTable } from '../../testing/split-table.ts';
import { tableRanges } from './column-ranges.ts';
import { conditionalAnswer } from './conditional-answer.ts';

const runtime = cpuRuntime({ threads: 1 });
const COLUMNS = ['a', 'b', 'c'];

async function linearFlow() {
  const data = { ...splitTable.spec.data, columns: COLUMNS };
  return randomFlow({ data, layers: [{ type: 'linear' }, { type: 'affine' }] }, await splitTable.folder(), 0.3);
}

type Opened = Awaited<ReturnType<typeof randomFlow>>;

/** @param params of the request, with defaults filled in */
async function ask({ open, data }: Opened, params: object) {
  const context = { ...answerContext({ open, data }, runtime), open };
  const answer = await conditionalAnswer(conditionalFigure.read(params), context);
  return { ...answer, logProb: Float64Array.from(answer.logProb.values, Number) };
}

/** Precision and mean of the Gaussian that a linear flow is: z = A x + b, of latents at the corners of a simplex. */
async function gaussianOf(open: OpenFlow, data: OpenData) {
  const values = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);
  const rows = data.transform.prepare({ count: 4, values, context: null });
  const { latents } = await encodeRows(runtime, open, data, rows, { noiseSeed: 0 });
  const b = [0, 1, 2].map((i) => latents[i]!);
  const column = (d: number) => [0, 1, 2].map((i) => latents[3 * (d + 1) + i]! - b[i]!);
  const A = [column(0), column(1), column(2)];
  const dot = (u: readonly number[], v: readonly number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  // ‖A x + b‖² = xᵀ P x + 2 hᵀ x + …
  return { P: A.map((u) => A.map((v) => dot(u, v))), h: A.map((u) => dot(u, b)) };
}

test('the density of one column, given the others, is that of the Gaussian', async () => {
  const { open, data } = await linearFlow();
  const { P, h } = await gaussianOf(open, data);
  const at = { a: 0.7, c: -0.4 };
  const found = await ask({ open, data }, { columns: ['b'], at, extent: [-15, 15], cells: 600 });
  const variance = 1 / P[1]![1]!;
  const mean = -variance * (h[1]! + P[1]![0]! * at.a + P[1]![2]! * at.c);
  for (let i = 0; i < 600; i += 7) {
    const x = -15 + (30 * (i + 0.5)) / 600;
    const exact = -0.5 * Math.log(2 * Math.PI * variance) - (x - mean) ** 2 / (2 * variance);
    expect(Math.abs(found.logProb[i]! - exact)).toBeLessThan(1e-4 * (1 + Math.abs(exact)));
  }
  expect(found.axes).toHaveLength(1);
  expect(found.axes[0]!.mean).toBeCloseTo(mean, 4);
  expect(found.axes[0]!.std).toBeCloseTo(Math.sqrt(variance), 4);
  expect(found.edge ?? 1).toBeLessThan(1e-6);
  expect(found.held.map(({ value }) => value)).toEqual([0.7, found.columns[1]!.median, -0.4]);
});

test('the density of two columns, given the third, is that of the Gaussian, in the order of the columns', async () => {
  const { open, data } = await linearFlow();
  const { P, h } = await gaussianOf(open, data);
  const found = await ask(
    { open, data },
    { columns: ['c', 'a'], at: { b: 1.2 }, extent: [-12, 12, -10, 10], cells: 80 },
  );
  expect(found.logProb).toHaveLength(6400);
  const part = [P[2]![2]!, P[2]![0]!, P[0]![0]!] as const;
  const determinant = part[0] * part[2] - part[1] ** 2;
  const [hc, ha] = [h[2]! + P[2]![1]! * 1.2, h[0]! + P[0]![1]! * 1.2];
  const [mc, ma] = [(-part[2] * hc + part[1] * ha) / determinant, (part[1] * hc - part[0] * ha) / determinant];
  for (let cell = 0; cell < 6400; cell += 271) {
    const [c, a] = [-12 + (24 * ((cell % 80) + 0.5)) / 80 - mc, -10 + (20 * (Math.floor(cell / 80) + 0.5)) / 80 - ma];
    const exact =
      0.5 * Math.log(determinant) -
      Math.log(2 * Math.PI) -
      0.5 * (part[0] * c * c + 2 * part[1] * c * a + part[2] * a * a);
    expect(Math.abs(found.logProb[cell]! - exact)).toBeLessThan(1e-3 * (1 + Math.abs(exact)));
  }
  expect(found.axes.map(({ name }) => name)).toEqual(['c', 'a']);
  expect(found.axes[0]!.mean).toBeCloseTo(mc, 2);
  expect(found.axes[1]!.mean).toBeCloseTo(ma, 2);
});

test('the range is stated: a density that it cuts integrates to 1 inside of it', async () => {
  const flow = await linearFlow();
  const found = await ask(flow, { columns: ['a'], extent: [0, 0.5], cells: 50 });
  const inside = found.logProb.reduce((sum, log) => sum + Math.exp(log) * 0.01, 0);
  expect(inside).toBeCloseTo(1, 9);
  expect(found.edge).toBeGreaterThan(0.5);
  // Without a range, it is around the training rows.
  const whole = await ask(flow, {});
  const { low, high } = whole.columns[0]!;
  expect(whole.axes[0]!.low).toBeCloseTo(low - 0.15 * (high - low), 9);
  expect(whole.logIntegral).toBeGreaterThan(found.logIntegral!);
});

test('a row gives the held values and the context, which can be changed one by one', async () => {
  const { open, data } = await randomFlow(letterTable.spec, await letterTable.folder());
  const rows = data.dataset.validation;
  const found = await ask({ open, data }, { columns: ['weight'], row: 3 });
  expect(found.held.map(({ value }) => value)).toEqual([...rows.values.slice(6, 8)]);
  expect(found.rows).toBe(rows.count);
  expect(found.context).toMatchObject({ letter: expect.any(String), size: expect.any(Number) });
  expect(found.contextColumns.map(({ kind }) => kind)).toEqual(['category', 'number']);
  expect(found.columns.map(({ step }) => step)).toEqual([1, null]);
  const changed = await ask({ open, data }, { columns: ['weight'], row: 3, context: { size: '1.5' } });
  expect(changed.context).toEqual({ ...found.context, size: 1.5 });
  expect(changed.logProb).not.toEqual(found.logProb);
  await expect(ask({ open, data }, { columns: ['weight'], at: { count: 4.9 } })).rejects.toMatchObject({
    message: "'count' has values in steps of 1, and 4.9 is between two of them",
    hint: 'The nearest are 4 and 5.',
  });
});

test('bounds end the axis, a grid and categories are held in the middle of their cells', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-conditional-'));
  const random = randomStream(2, 'conditional');
  const lines = Array.from({ length: 120 }, (_, i) => {
    const share = 1 / (1 + Math.exp(-random.normal()));
    return [share.toFixed(4), (0.5 * Math.round(4 * random.normal())).toFixed(1), 'xyz'[i % 3]].join();
  });
  await writeFile(join(folder, 'table.csv'), `share,half,kind\n${lines.join('\n')}\n`);
  const columns = [{ name: 'share', bounds: [0, 1] }, 'half', { name: 'kind', as: 'category' }];
  const data = { source: 'csv', path: 'table.csv', columns, dequantize: [{ column: 'half', step: 0.5 }] };
  const flow = await randomFlow({ data, layers: [{ type: 'linear' }, { type: 'affine' }] }, folder);
  const found = await ask(flow, { columns: ['share'], at: { kind: 'y', half: '0.5' } });
  expect(found.axes[0]).toMatchObject({ low: 0, high: 1 });
  const kindsOf = found.columns[2]!.categories!;
  expect(kindsOf.toSorted()).toEqual(['x', 'y', 'z']);
  expect(found.held.slice(1)).toEqual([
    { name: 'half', value: 0.5 },
    { name: 'kind', value: kindsOf.indexOf('y'), category: 'y' },
  ]);
  expect(found.columns.map(({ step, categories }) => [step, categories])).toEqual([
    [null, undefined],
    [0.5, undefined],
    [1, kindsOf],
  ]);
  // All of the mass is between the bounds.
  const wider = await ask(flow, { columns: ['share'], at: { kind: 'y', half: 0.5 }, extent: [-1, 2], cells: 1200 });
  expect(wider.logIntegral).toBeCloseTo(found.logIntegral!, 2);
  expect(wider.logProb[0]).toBe(-Infinity);
  // A value of a grid, or one within the bounds.
  await expect(ask(flow, { at: { half: -0.9 } })).rejects.toMatchObject({ hint: 'The nearest are -1 and -0.5.' });
  await expect(ask(flow, { columns: ['half'], at: { share: -1 } })).rejects.toMatchObject({
    message: "'share' has the low bound 0, found -1",
    hint: 'Give a value from 0 to 1.',
  });
  expect(found.columns[0]!.bounds).toEqual([0, 1]);
  const kinds = await ask(flow, { columns: ['kind'], cells: 30 });
  expect(kinds.axes[0]).toMatchObject({ low: 0, high: 2, cells: 3, values: [0, 1, 2], categories: kindsOf });
  // The border of a bound or of categories hides nothing.
  expect([found.edge, kinds.edge]).toEqual([0, 0]);
  const refused = { code: 'wrong-value', exitCode: 2, message: "'w' is not a value of 'kind'" };
  await expect(ask(flow, { at: { kind: 'w' } })).rejects.toMatchObject(refused);
  await expect(ask(flow, { at: { half: 'x' } })).rejects.toThrow("'half' must be a number, found 'x'");
});

/** Angles from −180 to 180 near both ends. */
async function angles(dequantize: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-angles-'));
  const random = randomStream(3, 'angles');
  const lines = Array.from({ length: 150 }, () => {
    const turned = 180 + 40 * random.normal();
    const angle = turned - 360 * Math.floor((turned + 180) / 360);
    return [dequantize ? Math.floor(angle) : angle.toFixed(2), random.normal().toFixed(3)].join();
  });
  await writeFile(join(folder, 'angles.csv'), `phi,x\n-180,0\n179,0\n${lines.join('\n')}\n`);
  const columns = [{ name: 'phi', period: 360 }, 'x'];
  const data = { source: 'csv', path: 'angles.csv', columns, dequantize };
  return randomFlow({ data, layers: [{ type: 'linear' }, { type: 'affine' }] }, folder);
}

test('angles are shown in the turn of the data, and any turn has all of the mass', async () => {
  const flow = await angles(false);
  const found = await ask(flow, { columns: ['phi'], cells: 720 });
  expect(found.axes[0]).toMatchObject({ low: -180, high: 180 });
  expect(found.columns[0]).toMatchObject({ period: 360, turnStart: -180 });
  const other = await ask(flow, { columns: ['phi'], extent: [0, 360], cells: 720 });
  expect([found.edge, other.edge]).toEqual([0, 0]);
  expect(other.logIntegral).toBeCloseTo(found.logIntegral!, 3);
  expect(other.logProb[0]).toBeCloseTo(found.logProb[360]!, 4);
  expect((await ask(flow, { columns: ['phi'], extent: [0, 90] })).edge).toBeGreaterThan(0);
  await expect(ask(flow, { columns: ['phi'], extent: [-360, 360] })).rejects.toMatchObject({
    message: "the range of 'phi' is longer than its period 360: from -360 to 360",
    hint: 'Give one turn or less, as -180,180.',
  });
  const held = await ask(flow, { columns: ['x'], at: { phi: 190 } });
  expect(held.held[0]!.value).toBe(-170);
});

test('a turn of whole degrees has each of them once', async () => {
  const found = await ask(await angles(true), { columns: ['phi', 'x'], extent: [-180, 180, -3, 3] });
  expect(found.axes[0]).toMatchObject({ low: -180, high: 180 });
  const alone = await ask(await angles(true), { columns: ['phi'], extent: [100, 200] });
  expect(alone.axes[0]!.values).toHaveLength(101);
});

test('a turn of too many values for bars is shown as a whole', async () => {
  const whole = await ask(await angles(true), { columns: ['phi'] });
  const other = await ask(await angles(true), { columns: ['phi'], extent: [0, 360] });
  expect(whole.axes[0]).toMatchObject({ low: -180, high: 180, turn: [-180, 360] });
  expect(whole.axes[0]).not.toHaveProperty('values');
  expect(whole.edge).toBe(0);
  expect(other.logIntegral).toBeCloseTo(whole.logIntegral!, 2);
  expect(other.logProb[0]).toBeCloseTo(whole.logProb[200]!, 2);
});

test.each([
  [{ columns: ['wieght'] }, "there is no column 'wieght'; did you mean 'weight'?"],
  [{ columns: ['weight', 'weight'] }, "the column 'weight' is named twice"],
  [{ at: { height: 3 } }, "there is no column 'height'"],
  [{ row: 100_000 }, 'there is no row 100000'],
  [{ extent: [0, 1, 2, 3] }, 'the range of one column must have 2 numbers'],
  [{ extent: [1, 1] }, "the range of 'count' is empty"],
  [{ columns: ['count', 'weight'], cells: 513 }, 'two columns have at most 512 cells'],
])('%j is refused', async (params, message) => {
  const flow = await randomFlow(letterTable.spec, await letterTable.folder());
  const told = { code: 'wrong-value', exitCode: 2, message: expect.stringContaining(message) };
  await expect(ask(flow, params)).rejects.toMatchObject(told);
});

test('images have none', async () => {
  const { dataset } = (await linearFlow()).data;
  const summary = { ...dataset.summary, shape: [8, 8, 1] };
  expect(() => tableRanges({ ...dataset, summary })).toThrow('this flow has the shape [8, 8, 1]');
});

test('the mean and the median of angles on both sides of the cut are between them', async () => {
  const flow = await angles(false);
  const { median } = (await ask(flow, { columns: ['x'] })).columns[0]!;
  expect(Math.abs(median)).toBeGreaterThan(160);
  const found = await ask(flow, { columns: ['phi'] });
  const [{ mean, std, turn }] = found.axes as [(typeof found.axes)[number]];
  expect(turn).toEqual([-180, 360]);
  expect(Math.abs(mean!)).toBeGreaterThan(140);
  expect(std).toBeLessThan(120);
  expect((await ask(flow, { columns: ['x'] })).axes[0]).not.toHaveProperty('turn');
});

test('a held value beyond all training rows is named with their range, and one of a context column with its option', async () => {
  const flow = await randomFlow(letterTable.spec, await letterTable.folder());
  const found = await ask(flow, { columns: ['weight'], at: { count: -3 } });
  expect(found.outside).toEqual([{ name: 'count', value: -3, low: 0, high: 19 }]);
  expect(await ask(flow, { columns: ['weight'], at: { count: 19 } })).not.toHaveProperty('outside');
  await expect(ask(flow, { columns: ['weight'], at: { letter: 'A' } })).rejects.toMatchObject({
    message: "'letter' is a context column, not a modeled column",
    hint: 'Give its value by --context letter=A',
  });
  await expect(ask(flow, { columns: ['weight'], context: { count: '3' } })).rejects.toMatchObject({
    message: "'count' is a modeled column, not a context column",
    hint: 'Give its value by --at count=3',
  });
  // What the hints say works.
  await ask(flow, { columns: ['weight'], context: { letter: 'A', size: '0.5' }, at: { count: 3 } });
});

test('a column whose logarithm is modeled has no axis, and no value, below 0', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-conditional-'));
  const random = randomStream(4, 'logs');
  const lines = Array.from(
    { length: 120 },
    () => `${Math.exp(2 * random.normal()).toFixed(5)},${random.normal().toFixed(4)}`,
  );
  await writeFile(join(folder, 'table.csv'), `energy,x\n${lines.join('\n')}\n`);
  const columns = [{ name: 'energy', transform: 'log' }, 'x'];
  const flow = await randomFlow(
    { data: { source: 'csv', path: 'table.csv', columns }, layers: [{ type: 'linear' }] },
    folder,
  );
  const found = await ask(flow, { columns: ['energy'] });
  expect(found.axes[0]).toMatchObject({ low: 0 });
  expect(found.edge).toBeLessThan(1);
  await expect(ask(flow, { columns: ['x'], at: { energy: 0 } })).rejects.toMatchObject({
    message: "'energy' has only values above 0, found 0",
    hint: 'Give a value above 0.',
  });
  await expect(ask(flow, { columns: ['energy'], extent: [-3, -1] })).rejects.toThrow('has no values from -3 to -1');
});
