/** Probabilities of values on grids: those of a linear flow are differences of a normal distribution function. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { conditionalFigure } from '../../../../protocol/figures/conditional.ts';
import { randomStream } from '../../../random/random-stream.ts';
import { cpuRuntime } from '../../../runtime/onnxruntime/cpu-runtime.ts';
import { logNormalCdf } from '../../../statistics/normal-distribution.ts';
import { answerContext } from '../../testing/answer-context.ts';
import { randomFlow } from '../../testing/random-flow.ts';
import { logDensityAt } from '../log-density-at.ts';
import { conditionalAnswer } from './conditional-answer.ts';
import { MOST_VALUES } from './shown-axis.ts';

const runtime = cpuRuntime({ threads: 1 });
let flow: Awaited<ReturnType<typeof randomFlow>>;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-values-'));
  const random = randomStream(6, 'values');
  const lines = Array.from({ length: 200 }, (_, i) => {
    const x = random.normal();
    const count = Math.round(3 + x + random.normal());
    return [count, x.toFixed(4), 'xyz'[i % 3], Math.round(1000 * random.normal()), 0.5 * Math.round(2 * x)].join();
  });
  await writeFile(join(folder, 'table.csv'), `count,x,kind,many,half\n${lines.join('\n')}\n`);
  const data = {
    ...{ source: 'csv', path: 'table.csv' },
    columns: ['count', 'x', { name: 'kind', as: 'category' }, 'many', 'half'],
    dequantize: ['count', 'many', { column: 'half', step: 0.5 }],
  };
  flow = await randomFlow({ data, layers: [{ type: 'linear' }, { type: 'affine' }] }, folder, 0.1);
});

/** @param params of the request, with defaults filled in */
async function ask(params: object) {
  const { open, data } = flow;
  const answer = await conditionalAnswer(conditionalFigure.read(params), {
    ...answerContext({ open, data }, runtime),
    open,
  });
  return { ...answer, logProb: Float64Array.from(answer.logProb.values, Number), shape: answer.logProb.shape };
}

/** Where the values of columns on grids are held: in the middle of their cells. */
const middle = [0.5, 0, 0.5, 0.5, 0.25];
const heldPoint = ({ held }: Awaited<ReturnType<typeof ask>>) => held.map(({ value }, d) => value! + middle[d]!);

/** log q along a column, which is a parabola: mean and standard deviation of the normal distribution. */
async function normalAlong(point: readonly number[], column: number, scale: number) {
  const points = [-1, 0, 1].flatMap((k) => point.map((value, d) => (d === column ? value + k * scale : value)));
  const options = { context: null };
  const { logProb } = await logDensityAt(runtime, flow.open, flow.data, Float64Array.from(points), options);
  const [low, at, high] = [logProb[0]!, logProb[1]!, logProb[2]!];
  const curvature = (low + high - 2 * at) / scale ** 2;
  return { mean: point[column]! - (high - low) / (2 * scale) / curvature, std: Math.sqrt(-1 / curvature) };
}

const below = (z: number) => Math.exp(logNormalCdf(z));

test.each([
  ['count', 0, 1],
  ['half', 4, 0.5],
])(
  '%s: each value has the integral of q over its cell, and the mean is that of the values',
  async (name, column, step) => {
    const found = await ask({ columns: [name], at: { x: 0.3 } });
    const { values = [], mean, std, ...axis } = found.axes[0]!;
    expect(axis).toMatchObject({ step, cells: values.length, low: values[0], high: values.at(-1) });
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(values[0]! + i * step, 12);
    const normal = await normalAlong(heldPoint(found), column, 2 * step);
    const cell = (v: number) => below((v + step - normal.mean) / normal.std) - below((v - normal.mean) / normal.std);
    const exact = values.map(cell);
    const total = exact.reduce((a, b) => a + b);
    for (const [i, mass] of exact.entries()) expect(Math.exp(found.logProb[i]!)).toBeCloseTo(mass / total, 3);
    expect(found.logProb.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 9);
    // Half a step below the mean of the density, which includes the noise.
    const exactMean = exact.reduce((sum, mass, i) => sum + (mass / total) * values[i]!, 0);
    expect(mean).toBeCloseTo(exactMean, 3);
    expect(Math.abs(mean! + step / 2 - normal.mean)).toBeLessThan(0.1 * step);
    const variance = exact.reduce((sum, mass, i) => sum + (mass / total) * (values[i]! - exactMean) ** 2, 0);
    expect(std).toBeCloseTo(Math.sqrt(variance), 3);
  },
);

test('samples beyond the first and the last category are these, and so is their mass', async () => {
  const found = await ask({ columns: ['kind'], cells: 90 });
  const { mean, std } = await normalAlong(heldPoint(found), 2, 1);
  const edges = [-1, 1, 2, 4].map((x) => below((x - mean) / std));
  const exact = edges.slice(1).map((edge, i) => edge - edges[i]!);
  const total = exact.reduce((a, b) => a + b);
  expect(found.logProb).toHaveLength(3);
  for (const [i, mass] of exact.entries()) expect(Math.exp(found.logProb[i]!)).toBeCloseTo(mass / total, 3);
});

test('along a column of numbers, a pair has densities, and along the values of a grid probabilities', async () => {
  const found = await ask({ columns: ['x', 'count'], cells: 50 });
  const [x, count] = found.axes;
  expect(x).toMatchObject({ name: 'x', cells: 50 });
  expect(x).not.toHaveProperty('values');
  expect(found.shape).toEqual([count!.cells, 50]);
  const width = (x!.high - x!.low) / 50;
  const sum = found.logProb.reduce((total, log) => total + Math.exp(log) * width, 0);
  expect(sum).toBeCloseTo(1, 9);
  // As one column given the other, in the same order.
  const point = heldPoint(found);
  const j = count!.values!.indexOf(3);
  const alone = await ask({ columns: ['x'], at: { count: 3 }, cells: 50, extent: [x!.low, x!.high] });
  const row = [...found.logProb.subarray(50 * j, 50 * j + 50)];
  const scale = Math.log(row.reduce((total, log) => total + Math.exp(log) * width, 0));
  // A slice in the middle of a cell is nearly the mean over the cell.
  expect(point).toHaveLength(5);
  for (const i of [15, 20, 25, 30]) expect(Math.abs(row[i]! - scale - alone.logProb[i]!)).toBeLessThan(0.1);
  const kinds = await ask({ columns: ['kind', 'count'] });
  expect(kinds.shape).toEqual([kinds.axes[1]!.cells, 3]);
  expect(kinds.logProb.reduce((total, log) => total + Math.exp(log), 0)).toBeCloseTo(1, 9);
});

test('the density of very many values is that of their cells', async () => {
  const found = await ask({ columns: ['many'], cells: 400 });
  const [axis] = found.axes;
  expect(axis).not.toHaveProperty('values');
  expect(axis!.cells).toBe(400);
  const { mean, std } = await normalAlong(heldPoint(found), 3, 500);
  expect(Math.abs(axis!.mean! + 0.5 - mean)).toBeLessThan(0.02 * std);
  const i = 200;
  const at = axis!.low + ((i + 0.5) / 400) * (axis!.high - axis!.low);
  const log = -0.5 * ((at + 0.5 - mean) / std) ** 2 - Math.log(std * Math.sqrt(2 * Math.PI));
  expect(found.logProb[i]).toBeCloseTo(log, 2);
  // A range with few values has one for each.
  const near = await ask({ columns: ['many'], extent: [10, 30] });
  expect(near.axes[0]).toMatchObject({ values: Array.from({ length: 21 }, (_, k) => 10 + k), low: 10, high: 30 });
  expect(near.edge).toBeGreaterThan(0.5);
  const most = await ask({ columns: ['many'], extent: [1, MOST_VALUES.one] });
  expect(most.axes[0]!.values).toHaveLength(MOST_VALUES.one);
});
