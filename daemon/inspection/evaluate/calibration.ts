/** Whether held-out rows lie where the samples of a model say: in each column, and in the regions of highest density. */
import { intoTurn, type Turn, turnsOf, wrapRows } from '../../data/turns.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { countInterval } from '../../statistics/calibration/count-interval.ts';
import { sharesUpTo, uniformRanks } from '../../statistics/calibration/ranks.ts';
import { uniformity } from '../../statistics/calibration/uniformity.ts';
import { effectiveRowCount } from '../../statistics/mean-and-error.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { rowsOf } from '../graphs/batches.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { drawSamples } from '../points/draw-samples.ts';
import { encodeRows } from '../points/encode-rows.ts';
import { weightedRows } from '../points/weighted-rows.ts';
import { logDetsAt, type NoisyRows, noisyRows } from './baseline-rows.ts';
import { type ClassCoverage, classCoverage } from './class-coverage.ts';
import { logDensityOf } from './log-density.ts';
import { effectiveRows, knownSamples, type PitHistograms, pitHistograms, type Ranked } from './pit.ts';

/** log q, unless it is only a bound. */
export function exactOnly({ model }: Pick<OpenModel, 'model'>, logDensity: Float64Array | null): Float64Array | null {
  return model.bound ? null : logDensity;
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
  /** Absent: the context is not labels only. */
  readonly classes?: readonly ClassCoverage[];
}

export interface Calibration {
  readonly pit: PitHistograms;
  /** null: the model gives no exact log q. */
  readonly coverage: Coverage | null;
  /** As `pit`, of each latent coordinate among draws from the base. null: the model has no encoder, or no exact log q. */
  readonly latentPit: PitHistograms | null;
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
const LEVELS = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
/** Rows for each sample of a row, where rows have samples of their own. */
const ROWS_PER_SAMPLE = 10;
const SEED = 0;

/**
 * @param logDensity log q of all rows of the split, nats; null: the model has none, or only a bound
 * @returns null: these are not for images, or no row has a weight @throws the signal's reason once it is aborted
 */
export async function calibrationOf(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  logDensity: Float64Array | null,
  { split, samples: total, noiseSeed, signal = null }: CalibrationOptions,
): Promise<Calibration | null> {
  const { inputShape, contextSize } = open.maps;
  const width = inputShape[0]!;
  if (inputShape.length !== 1 || width > MOST_COLUMNS) return null;
  const hasContext = contextSize > 0;
  const prepared = data.split(split);
  const most = hasContext ? Math.max(50, Math.floor(Math.sqrt(total * ROWS_PER_SAMPLE))) : MOST_ROWS;
  const random = randomStream(SEED, 'calibration', 'rows');
  const { rows: chosen, weights } = weightedRows(data.dataset[split], most, random);
  if (chosen.length === 0) return null;
  const each = hasContext ? Math.max(10, Math.floor(total / chosen.length)) : 0;
  const count = hasContext ? each * chosen.length : total;
  const rows = noisyRows(open, data, prepared, chosen, noiseSeed);
  const contexts = hasContext ? repeated(rows, each) : undefined;
  const { points, context, latents } = await drawSamples(runtime, open, data, {
    count,
    temperature: 1,
    seed: SEED,
    context: null,
    contexts,
    signal,
  });
  const ranked: Ranked = {
    rows: chosen.length,
    ...effectiveRows(weights),
    samples: hasContext ? each : count,
    ...(hasContext ? { givenContext: true } : {}),
  };
  const ranking = { random: randomStream(SEED, 'calibration', 'ranks'), signal };
  const names = Array.from({ length: width }, (_, d) => data.dataset.columns[d] ?? `x${d}`);
  const cuts = cutsOf(data);
  const turns = turnsOf(data.dataset.summary);
  const circles = turns.map((turn, d) => turn && { ...turn, cut: cuts[d]!.start });
  const held = inDataUnits(data, Float32Array.from(rows.points.values), cuts);
  const drawn = inDataUnits(data, Float32Array.from(points), cuts);
  const pit = await pitHistograms({ names, held, drawn, weights, circles }, ranked, ranking);
  return { pit, coverage: await coverage(), latentPit: await ofLatents() };

  /** Those of the samples are draws from the base. */
  async function ofLatents(): Promise<PitHistograms | null> {
    const dimension = sizeOf(open.maps.latentShape);
    if (open.maps.encode === null || logDensity === null || dimension > MOST_COLUMNS) return null;
    const encoded = await encodeRows(runtime, open, data, prepared, { noiseSeed, chosen, signal });
    const labels = Array.from({ length: dimension }, (_, d) => `z${d}`);
    return pitHistograms({ names: labels, held: encoded.latents, drawn: latents, weights }, ranked, ranking);
  }

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
      ranking.random,
    );
    const known = knownSamples(ranked);
    const size = weights === undefined ? chosen.length : effectiveRowCount(weights);
    const bands = LEVELS.map((share) => countInterval(size, { share, samples: known }));
    const classes = hasContext ? classCoverage(data, rows, levels, weights) : null;
    return {
      ...ranked,
      levels: LEVELS,
      observed: sharesUpTo(levels, LEVELS, weights),
      low: bands.map(([bound]) => bound / size),
      high: bands.map(([, bound]) => bound / size),
      ...uniformity(levels, known, weights),
      ...(classes === null ? {} : { classes }),
    };
  }
}

/** The context of each row, as often as it has samples. */
function repeated({ points, context, contextSize }: NoisyRows, each: number): Float32Array {
  const rows = Array.from({ length: points.count * each }, (_, i) => Math.floor(i / each));
  return rowsOf(Float32Array.from(context), contextSize, rows);
}

/** The turns of angles from where the model cuts the circle: elsewhere, near values could have far ranks. */
function cutsOf({ dataset }: OpenData): readonly (Turn | null)[] {
  return turnsOf(dataset.summary).map((turn, d) => {
    const circle = dataset.chains?.[d]?.[0];
    if (turn === null || circle === undefined) return turn;
    return { ...turn, start: intoTurn(circle.center - turn.period / 2, turn) };
  });
}

/** Without rounding to whole numbers, since the rows have noise, too. */
function inDataUnits({ transform }: OpenData, values: Float32Array, cuts: readonly (Turn | null)[]): Float64Array {
  const restored = transform.restore(values);
  wrapRows(restored, cuts);
  return restored;
}
