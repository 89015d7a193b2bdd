/** Whether held-out rows lie where the samples of a model say: in each column, and in the regions of highest density. */
import { setImmediate } from 'node:timers/promises';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { countInterval } from '../../statistics/calibration/count-interval.ts';
import { uniformRanks } from '../../statistics/calibration/ranks.ts';
import { uniformity, unitCounts } from '../../statistics/calibration/uniformity.ts';
import { rowsOf } from '../graphs/batches.ts';
import { quantile, sorted } from '../numerics/spread.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { drawSamples } from '../points/draw-samples.ts';
import { logDetsAt, type NoisyRows, noisyRows } from './baseline-rows.ts';
import { logDensityOf } from './log-density.ts';
import { thinnedRows } from './weighted-rows.ts';

/** log q, unless it is only a bound. */
export function exactOnly({ model }: Pick<OpenModel, 'model'>, logDensity: Float64Array | null): Float64Array | null {
  return model.bound ? null : logDensity;
}

/** What both have in common. */
interface Ranked {
  /** Rows of the split that were used. */
  readonly rows: number;
  /** Samples among which a row is ranked. */
  readonly samples: number;
  /** Present if each row has samples of its own, given its context. */
  readonly givenContext?: true;
}

/** Ranks of the rows among samples, in each column. */
export interface PitHistograms extends Ranked {
  readonly bins: number;
  /** Where 95 % of the counts of a bin are if the model is right. */
  readonly low: number;
  readonly high: number;
  readonly columns: readonly PitColumn[];
}

export interface PitColumn {
  readonly name: string;
  readonly counts: readonly number[];
  /** Kolmogorov–Smirnov distance of the ranks from uniform numbers, and its probability if the model is right. */
  readonly distance: number;
  readonly p: number;
  /** Quantiles of samples and rows at the same probabilities, data units. */
  readonly expected: readonly number[];
  readonly observed: readonly number[];
}

/** Share of the rows in the region of highest density that has a share of the samples. */
export interface Coverage extends Ranked {
  readonly levels: readonly number[];
  readonly observed: readonly number[];
  /** Where 95 % of the shares of a level are if the model is right. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** As in `PitColumn`, of the levels of the rows. */
  readonly distance: number;
  readonly p: number;
}

export interface CalibrationOptions {
  readonly split: 'train' | 'validation' | 'test';
  /** Number of samples, of all rows together. */
  readonly samples: number;
  readonly noiseSeed: number;
  readonly signal?: AbortSignal | null;
}

const MOST_ROWS = 10_000;
const MOST_COLUMNS = 256;
const BINS = 20;
const LEVELS = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
const QUANTILES = 60;
/** Rows for each sample of a row, where rows have samples of their own. */
const ROWS_PER_SAMPLE = 10;
const SEED = 0;

/**
 * @param logDensity log q of all rows of the split, nats; null: the model has none, or only a bound
 * @returns null: these are not for images @throws the signal's reason once it is aborted
 */
export async function calibrationOf(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  logDensity: Float64Array | null,
  { split, samples: total, noiseSeed, signal = null }: CalibrationOptions,
): Promise<{ readonly pit: PitHistograms; readonly coverage: Coverage | null } | null> {
  const { inputShape, contextSize } = open.maps;
  const width = inputShape[0]!;
  if (inputShape.length !== 1 || width > MOST_COLUMNS) return null;
  const hasContext = contextSize > 0;
  const prepared = data.split(split);
  const most = hasContext ? Math.max(50, Math.floor(Math.sqrt(total * ROWS_PER_SAMPLE))) : MOST_ROWS;
  const chosen = thinnedRows(data.dataset[split], most, randomStream(SEED, 'calibration', 'rows'));
  const each = hasContext ? Math.max(10, Math.floor(total / chosen.length)) : 0;
  const count = hasContext ? each * chosen.length : total;
  const rows = noisyRows(open, data, prepared, chosen, noiseSeed);
  const contexts = hasContext ? repeated(rows, each) : undefined;
  const { points, context } = await drawSamples(runtime, open, data, {
    count,
    temperature: 1,
    seed: SEED,
    context: null,
    contexts,
    signal,
  });
  const ranked: Ranked = {
    rows: chosen.length,
    samples: hasContext ? each : count,
    ...(hasContext ? { givenContext: true } : {}),
  };
  const known = hasContext ? Infinity : count;
  const random = randomStream(SEED, 'calibration', 'ranks');
  const drawn = inDataUnits(data, Float32Array.from(points));
  const held = inDataUnits(data, Float32Array.from(rows.points.values));
  const columns: PitColumn[] = [];
  for (let d = 0; d < width; d++) {
    await setImmediate();
    signal?.throwIfAborted();
    const [own, among] = [columnOf(held, width, d), columnOf(drawn, width, d)];
    const ranks = uniformRanks(own, among, each, random);
    const [expected, observed] = [sorted(among), sorted(own)];
    const shares = Array.from({ length: QUANTILES }, (_, i) => (i + 0.5) / QUANTILES);
    columns.push({
      name: data.dataset.columns[d] ?? `x${d}`,
      counts: [...unitCounts(ranks, BINS)],
      ...uniformity(ranks, known),
      expected: shares.map((share) => quantile(expected, share)),
      observed: shares.map((share) => quantile(observed, share)),
    });
  }
  const [low, high] = countInterval(chosen.length, { share: 1 / BINS, samples: known });
  return { pit: { ...ranked, bins: BINS, low, high, columns }, coverage: await coverage() };

  async function coverage(): Promise<Coverage | null> {
    if (logDensity === null) return null;
    const ofSamples = await logDensityOf(
      runtime,
      open,
      { transform: { ...data.transform, entry: null, logDet: 0 } },
      { count, values: points, context },
      { noiseSeed, signal },
    );
    const logDets = logDetsAt(data.transform, { count, values: points });
    // The level of a row is the share of the samples where the density is higher.
    const own = Float64Array.from(chosen, (row) => -logDensity[row]!);
    const levels = uniformRanks(
      own,
      ofSamples.map((value, i) => -value - logDets[i]!),
      each,
      random,
    );
    const bands = LEVELS.map((share) => countInterval(chosen.length, { share, samples: known }));
    const ascending = sorted(levels);
    let below = 0;
    const observed = LEVELS.map((level) => {
      while (below < ascending.length && ascending[below]! <= level) below++;
      return below / ascending.length;
    });
    return {
      ...ranked,
      levels: LEVELS,
      observed,
      low: bands.map(([bound]) => bound / chosen.length),
      high: bands.map(([, bound]) => bound / chosen.length),
      ...uniformity(levels, known),
    };
  }
}

/** The context of each row, as often as it has samples. */
function repeated({ points, context, contextSize }: NoisyRows, each: number): Float32Array {
  const rows = Array.from({ length: points.count * each }, (_, i) => Math.floor(i / each));
  return rowsOf(Float32Array.from(context), contextSize, rows);
}

/** Without rounding to whole numbers, since the rows have noise, too. Angles lie in [0, period). */
function inDataUnits({ dataset, transform }: OpenData, values: Float32Array): Float64Array {
  const restored = transform.restore(values);
  const { periods = [] } = dataset.summary;
  for (const [d, period] of periods.entries()) {
    if (period === null) continue;
    for (let at = d; at < restored.length; at += periods.length)
      restored[at]! -= period * Math.floor(restored[at]! / period);
  }
  return restored;
}

function columnOf(values: Float64Array, width: number, d: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + d]!);
}
