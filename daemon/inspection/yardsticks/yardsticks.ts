/** What any model can be judged by: its samples beside rows of the data, and what is left of a row that is encoded. */
import type { Rows } from '../../data/definition.ts';
import type { PreparedRows } from '../../data/prepare.ts';
import { valuesAt } from '../../data/stored/stored-rows.ts';
import { takePreparedRows } from '../../evaluation/sample-rows.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { classifierTest } from '../../statistics/yardsticks/classifier-test.ts';
import { compareRows, deviationsOf } from '../../statistics/yardsticks/comparison.ts';
import { type ModeCoverage, modeCoverage } from '../../statistics/yardsticks/mode-coverage.ts';
import { precision } from '../../statistics/yardsticks/precision.ts';
import { recall } from '../../statistics/yardsticks/recall.ts';
import { type RoundTrip, roundTrip } from '../../statistics/yardsticks/round-trip.ts';
import { slicedWasserstein } from '../../statistics/yardsticks/sliced-wasserstein.ts';
import type { SampleMeasure } from '../../statistics/yardsticks/yardstick.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { decodeLatents } from '../points/decode-latents.ts';
import { drawSamples } from '../points/draw-samples.ts';
import { encodeRows } from '../points/encode-rows.ts';
import { drawnRows, thinnedRows } from '../points/weighted-rows.ts';

export interface YardstickOptions {
  readonly split: 'train' | 'validation' | 'test';
  /** Number of samples. */
  readonly n: number;
  readonly seed: number;
  readonly signal?: AbortSignal | null;
}

/** Null: there are too few rows. */
export interface SampleMeasures {
  readonly samples: {
    readonly c2st: SampleMeasure | null;
    readonly slicedWasserstein: SampleMeasure | null;
    readonly precision: SampleMeasure | null;
    readonly recall: SampleMeasure | null;
  };
  /** Rows of the split that are compared: with weights, fewer than there are. Absent: they have none. */
  readonly comparedRows?: number;
  /** Null: the modes of the data are not known. */
  readonly modes: ModeCoverage | null;
}

/** Rows of the data, at most: each yardstick takes as many of them as it can afford. */
const MOST_ROWS = 10_000;
const ROUND_TRIPS = 1000;

/** @throws FlowscopeError as `drawSamples` */
export async function sampleMeasures(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  { split, n, seed, signal = null }: YardstickOptions,
): Promise<SampleMeasures> {
  const { summary, modes } = data.dataset;
  const { values } = await drawSamples(runtime, open, data, { count: n, temperature: 1, seed, context: null, signal });
  signal?.throwIfAborted();
  const rows = data.dataset[split];
  const chosen = someRows(rows, seed);
  const comparison = compareRows({
    samples: values,
    data: Float64Array.from(valuesAt(rows, chosen)),
    width: sizeOf(summary.shape),
    isOneUnit: summary.shape.length === 3,
    seed,
  });
  // Each takes up to a second: a request that is cancelled ends between them.
  const measured = async <T>(compute: () => T): Promise<T> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    return compute();
  };
  return {
    samples: {
      c2st: await measured(() => classifierTest.compute(comparison)),
      slicedWasserstein: await measured(() => slicedWasserstein.compute(comparison)),
      precision: await measured(() => precision.compute(comparison)),
      recall: await measured(() => recall.compute(comparison)),
    },
    ...(rows.weights === undefined ? {} : { comparedRows: chosen.length }),
    modes: modes ? modeCoverage.compute(values, modes) : null,
  };
}

/** The error of x → z → x on rows of the split; null: the model has no encoder. */
export async function roundTripOf(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  { split, seed, signal = null }: Omit<YardstickOptions, 'n'>,
): Promise<RoundTrip | null> {
  if (open.maps.encode === null) return null;
  const chosen = drawnRows(data.split(split), ROUND_TRIPS, randomStream(seed, 'yardsticks', 'round trip'));
  const { rows, decoded } = await decodedRows(runtime, open, data, chosen, { split, seed, signal });
  const { shape, periods } = data.dataset.summary;
  const all = data.dataset[split];
  const scaling = Float64Array.from(valuesAt(all, someRows(all, seed)));
  return roundTrip.compute({
    rows,
    decoded,
    deviations: deviationsOf(scaling, sizeOf(shape), shape.length === 3),
    ...(periods ? { periods } : {}),
  });
}

/**
 * Rows of the split, and what they are after they were encoded and decoded; row-major, in data units.
 * @param chosen indices of the rows @throws FlowscopeError `no-encoder` (exit 2)
 */
export async function decodedRows(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  chosen: Uint32Array,
  { split, seed, signal = null }: Omit<YardstickOptions, 'n'>,
): Promise<{ readonly rows: Float64Array; readonly decoded: Float64Array }> {
  const prepared: PreparedRows = takePreparedRows(data.split(split), chosen);
  const { latents, count } = await encodeRows(runtime, open, data, prepared, { noiseSeed: seed, signal });
  const given = { values: latents, count, context: prepared.context };
  const decoded = await decodeLatents(runtime, open, data, given, signal);
  return { rows: Float64Array.from(valuesAt(data.dataset[split], chosen)), decoded };
}

/** Rows of a split at random; those with weights in proportion to them, as samples are. */
function someRows(rows: Rows, seed: number): Uint32Array {
  return thinnedRows(rows, MOST_ROWS, randomStream(seed, 'yardsticks', 'rows'));
}
