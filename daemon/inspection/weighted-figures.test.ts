/** Figures of rows with whole weights are those of rows that are repeated so often. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { densityFigure } from '../../protocol/figures/density.ts';
import { latentsFigure } from '../../protocol/figures/latents.ts';
import { layersFigure } from '../../protocol/figures/layers.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import { initializeFromData } from '../evaluation/evaluator.ts';
import { randomStream } from '../random/random-stream.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { columnAxes } from '../statistics/corner/column-axes.ts';
import { binRows, countRows } from '../statistics/corner/corner-counts.ts';
import { weighing } from '../statistics/corner/weighing.ts';
import { tableRanges } from './density/conditional/column-ranges.ts';
import { densityAnswer } from './density/density-answer.ts';
import { baselinesOf } from './evaluate/baselines.ts';
import { calibrationOf } from './evaluate/calibration.ts';
import { evaluateEachRow } from './evaluate/evaluate-rows.ts';
import { latentsAnswer } from './latent/latents-answer.ts';
import { traversalAnswer } from './latent/traversal-answer.ts';
import { layersAnswer } from './layers/layers-answer.ts';
import { samplesAnswer } from './samples/samples-answer.ts';
import { answerContext } from './testing/answer-context.ts';
import { randomFlow } from './testing/random-flow.ts';
import { roundTripOf } from './yardsticks/yardsticks.ts';

const runtime = cpuRuntime({ threads: 1 });
const NET = { type: 'mlp', hidden: [6], activation: 'tanh' };
/** Of a row in its turn. Their mean is 1, so that as many draws as there are rows are the repeated rows. */
const WEIGHTS = [2, 0, 1, 1];
const ROWS = 600;
const OPTIONS = { split: 'train', noiseSeed: 0, signal: null } as const;

type Opened = Awaited<ReturnType<typeof randomFlow>>;
let [weighted, repeated]: Opened[] = [];

function lineOf(i: number): string {
  const random = randomStream(6, 'weighted figures', i);
  const weight = WEIGHTS[i % 4]!;
  // Heavy rows are elsewhere, and those without weight far away.
  const x = random.normal() + (weight === 0 ? 40 : 2 * weight);
  return [x, 0.5 * x + random.normal()].map((value) => value.toFixed(4)).join();
}

async function opened(lines: readonly string[]): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-weights-'));
  await writeFile(join(folder, 'table.csv'), `x,y,w\n${lines.join('\n')}\n`);
  const data = { source: 'csv', path: 'table.csv', weight: 'w', split: { validation: 0, test: 0 } };
  const layers = [{ type: 'affine-coupling', conditioner: NET }, { type: 'actnorm' }, { type: 'linear' }];
  return randomFlow({ data, layers }, folder);
}

/** The file has no weights, and its rows none either. */
function withoutWeights({ open, data }: Opened): Opened {
  const { weights: _, ...train } = data.dataset.train;
  const dataset = { ...data.dataset, train };
  return { open, data: { ...data, dataset, split: (name) => data.transform.prepare(dataset[name]) } };
}

beforeAll(async () => {
  const rows = Array.from({ length: ROWS }, (_, i) => i);
  weighted = await opened(rows.map((i) => `${lineOf(i)},${WEIGHTS[i % 4]}`));
  const copies = rows.flatMap((i) => Array.from({ length: WEIGHTS[i % 4]! }, () => `${lineOf(i)},1`));
  repeated = withoutWeights(await opened(copies));
});

/** What `of` says of both. */
async function both<T>(of: (opened: Opened) => T | Promise<T>): Promise<readonly [T, T]> {
  return [await of(weighted!), await of(repeated!)];
}

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, digits: number): void {
  expect(found.length).toBe(wanted.length);
  for (let i = 0; i < found.length; i++) expect(found[i], String(i)).toBeCloseTo(wanted[i]!, digits);
}

test('standardization, ranges, extents and the data-dependent initialization', async () => {
  const [found, wanted] = await both(async ({ open, data }) => {
    const { mean, std } = data.dataset.standardization!;
    const { columns } = tableRanges(data.dataset);
    const density = await densityAnswer(densityFigure.read({ width: 8, height: 8 }), {
      ...answerContext({ open, data }, runtime),
      open,
    });
    const rows = data.split('train');
    const initial = await initializeFromData(runtime, open.model, data.transform, rows, open.parameters, 1);
    return [
      ...mean,
      ...std,
      ...columns.flatMap(({ low, median, high }) => [low, median, high]),
      ...density.extent,
      ...[...initial.values()].flatMap((values) => [...values]),
    ];
  });
  expectClose(found, wanted, 5);
  // Rows without weight are at 40.
  expect(tableRanges(weighted!.data.dataset).columns[0]!.high).toBeLessThan(10);
});

test('mean and median of log q, the Gaussian and the mixture', async () => {
  const [found, wanted] = await both(async ({ open, data }) => {
    const { evaluation, logDensity } = await evaluateEachRow(runtime, open, data, data.dataset.train, OPTIONS);
    const baselines = await baselinesOf(open, data, logDensity, OPTIONS);
    const { mean, median } = evaluation.logLikelihood!;
    return [mean, median, baselines!.find(({ name }) => name === 'gaussian')!.logLikelihood!.mean];
  });
  expectClose(found, wanted, 5);
});

test('ranks and coverage, up to the random places of equal ranks', async () => {
  const [found, wanted] = await both(async ({ open, data }) => {
    const { logDensity } = await evaluateEachRow(runtime, open, data, data.dataset.train, OPTIONS);
    const found = await calibrationOf(runtime, open, data, logDensity, { ...OPTIONS, samples: 2000 });
    const { pit, coverage } = found!;
    const shares = pit.columns.flatMap(({ counts }) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      return counts.map((count) => count / total);
    });
    return [...shares, ...pit.columns.map(({ distance }) => distance), ...coverage!.observed];
  });
  for (const [i, value] of found.entries()) expect(Math.abs(value - wanted[i]!), String(i)).toBeLessThan(0.005);
});

test('latents: their mean, deviation and quantiles, and the mean of log q', async () => {
  const [found, wanted] = await both(async (own) => {
    const { mean, std, scores, logLikelihood } = await latentsAnswer(
      latentsFigure.read({ split: 'train' }),
      answerContext(own, runtime),
    );
    return {
      moments: [...Array.from(mean.values, Number), ...Array.from(std.values, Number), logLikelihood!.mean!],
      quantiles: [...scores!.coordinates.observed, ...scores!.squaredNorm.observed].map(Number),
    };
  });
  expectClose(found.moments, wanted.moments, 5);
  // Between two values, repeated ones are interpolated elsewhere.
  for (const [i, value] of found.quantiles.entries()) {
    const own = wanted.quantiles[i]!;
    expect(Math.abs(value - own), String(i)).toBeLessThan(0.05 + 0.1 * Math.abs(own));
  }
});

test('latents of more rows than are read: those of all of them', async () => {
  const { mean, n } = await latentsAnswer(
    latentsFigure.read({ split: 'train', n: 300 }),
    answerContext(weighted!, runtime),
  );
  const all = await latentsAnswer(latentsFigure.read({ split: 'train' }), answerContext(weighted!, runtime));
  expect(n).toBe(300);
  expectClose(Array.from(mean.values, Number), Array.from(all.mean.values, Number), 0);
});

test('traversals: directions, their lengths and the influence of dimensions', async () => {
  const ask = { split: 'train', directions: ['dimension', 'principal'], rows: 2, columns: 3 };
  const [found, wanted] = await both(async (own) => {
    const { directions, values } = await traversalAnswer(traversalFigure.read(ask), answerContext(own, runtime));
    return [...directions.flatMap(({ sigma, weight }) => [sigma!, weight!]), ...Array.from(values.values, Number)];
  });
  expectClose(found, wanted, 3);
});

test('the error of encoding and decoding', async () => {
  const [found, wanted] = await both(({ open, data }) => roundTripOf(runtime, open, data, { split: 'train', seed: 1 }));
  expect(Math.abs(found!.rms - wanted!.rms)).toBeLessThan(0.05 * wanted!.rms);
});

test('corner histograms', async () => {
  const [found, wanted] = await both(({ data: { dataset } }) => {
    const { values, count, weights } = dataset.train;
    const columns = [0, 1].map((j) => Float64Array.from({ length: count }, (_, i) => values[2 * i + j]!));
    const domain = { low: -Infinity, high: Infinity };
    const ends = [Float64Array.of(-5, 15), Float64Array.of(-5, 15)];
    const axes = columnAxes([ends], { categories: [null, null], bounds: [domain, domain] });
    const counts = countRows(binRows(columns, axes, { weights: weighing(weights ?? null) }));
    return [...counts.columns, ...counts.pairs].flatMap((own) => Array.from(own, (value) => value / counts.total));
  });
  expectClose(found, wanted, 8);
});

test('samples come with rows that stand for all of them', async () => {
  const ask = (rows: number) =>
    samplesAnswer(samplesFigure.read({ n: 5, rows, split: 'train' }), answerContext(weighted!, runtime));
  const { train } = weighted!.data.dataset;
  const heavy = [...train.weights!.keys()].filter((row) => train.weights![row]! > 0);
  const all = await ask(ROWS);
  expect(Array.from(all.rowWeights!.values, Number)).toEqual(heavy.map((row) => train.weights![row]));
  expect(all.rows!.shape).toEqual([heavy.length, 2]);
  const some = await ask(100);
  expect(some.rows!.shape[0]).toBeLessThan(130);
  const x = Array.from(some.rows!.values, Number).filter((_, i) => i % 2 === 0);
  const own = Array.from(some.rowWeights!.values, Number);
  const sum = own.reduce((total, weight) => total + weight, 0);
  expect(Math.abs(sum / ROWS - 1)).toBeLessThan(0.2);
  const mean = x.reduce((total, value, i) => total + value * own[i]!, 0) / sum;
  expect(Math.abs(mean - 3)).toBeLessThan(0.5);
});

test('layers are inspected on rows drawn by weight, at most the effective sample size', async () => {
  const [found, wanted] = await both((own) =>
    layersAnswer(layersFigure.read({ split: 'train' }), { ...answerContext(own, runtime), open: own.open }),
  );
  expect(found.n).toBe(Math.round(ROWS / 1.5));
  expect(found.drawnFrom).toBe(ROWS);
  expect(Math.abs(found.total.mean! - wanted.total.mean!)).toBeLessThan(3 * (wanted.total.std! / Math.sqrt(found.n)));
  expect(Math.abs(found.gaussianNll! - wanted.gaussianNll!)).toBeLessThan(0.15);
  for (const [l, layer] of found.layers.entries()) {
    expect(Math.abs(layer.gain! - wanted.layers[l]!.gain!), layer.type).toBeLessThan(0.1);
  }
  const few = await layersAnswer(layersFigure.read({ split: 'train', n: 50 }), {
    ...answerContext(weighted!, runtime),
    open: weighted!.open,
  });
  expect(few.n).toBe(50);
});

test('rows without weight are not among the least likely ones', async () => {
  const { open, data } = weighted!;
  const { evaluation } = await evaluateEachRow(runtime, open, data, data.dataset.train, OPTIONS);
  expect(evaluation.leastLikely).toHaveLength(20);
  for (const { row, values } of evaluation.leastLikely) {
    expect(data.dataset.train.weights![row]).toBeGreaterThan(0);
    expect(values![0]).toBeLessThan(20);
  }
});
