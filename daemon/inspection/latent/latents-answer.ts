import { categoryNames } from '../../data/modelled-categories.ts';
import { valuesBetween } from '../../data/stored/stored-rows.ts';
import { turnPairs, turnsOf } from '../../data/turns.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { NormalScores } from '../../flow/definition.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { randomStream } from '../../random/random-stream.ts';
import { momentsOf, weightedMomentsOf } from '../../statistics/histograms.ts';
import { effectiveSampleSize } from '../../statistics/mean-and-error.ts';
import { estimateOver } from '../../statistics/row-summary.ts';
import { arrayOf, type FigureAnswer } from '../answer.ts';
import { mapCoordinates, normalScores } from '../numerics/normal-scores.ts';
import { isOpenFlow, type OpenModel, sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { decodeLatents } from '../points/decode-latents.ts';
import { type Encoded, encodeRows } from '../points/encode-rows.ts';
import { inverseDeviations } from '../points/influence.ts';
import { pointArray } from '../points/point-array.ts';
import { posteriorDraws } from '../points/posterior-draws.ts';
import { weightedRows } from '../points/weighted-rows.ts';
import { latentStatistics, type Quantiles } from './latent-statistics.ts';
import { planeGrid } from './plane-grid.ts';
import { roundTripError } from './round-trip.ts';

export const latentsAnswer: FigureAnswer<'latents'> = async (params, context) => {
  const { split, n, grid, pixels } = params;
  const { runtime, open, signal } = context;
  const data = await context.data();
  const rows = splitRows(data, split);
  // The same dequantization noise as in `evaluate`, so that both give the same numbers.
  const noiseSeed = open.plan.training.seed;
  const encoded = await encodeRows(runtime, open, data, rows, { noiseSeed, limit: n, signal });
  const { latents, logProb, count, hasLikelihood } = encoded;
  const dimension = latents.length / count;
  const bent = grid && isOpenFlow(open) && (await planeGrid(runtime, open, data, rows, { ...grid, noiseSeed, signal }));
  // Of a model with a posterior, draws: their centers alone vary less than the prior.
  const draws = await posteriorDraws(runtime, open, data, rows, { noiseSeed, limit: count, signal });
  const { encoded: summed, weights } = await summedRows();
  const counted = countedOf(draws?.z ?? summed.latents);
  const moments =
    counted.weights === undefined
      ? momentsOf(counted.values, dimension)
      : weightedMomentsOf(counted.values, dimension, counted.weights);
  return {
    ...sourceOf(context.open),
    split,
    n: count,
    ...(weights === undefined ? {} : { effectiveSampleSize: effectiveSampleSize(weights) }),
    shape: [count, dimension],
    unit: 'nats' as const,
    base: open.maps.base,
    columns: data.dataset.columns,
    ...categoryNames(data.dataset),
    ...turnPairs(data.dataset.summary),
    z: arrayOf(latents, [count, dimension]),
    logq: hasLikelihood ? arrayOf(logProb, [count]) : null,
    logLikelihood: hasLikelihood ? { ...estimateOver(summed.logProb, weights), unit: 'nats' as const } : null,
    ...(open.model.lowerBound ? { lowerBound: true as const } : {}),
    mean: arrayOf(moments.mean, [dimension]),
    std: arrayOf(moments.std, [dimension]),
    scores: againstBase(),
    rows: params.rows === 0 ? null : rowsOf(Math.min(params.rows, rows.count)),
    ...(await roundTripOf(Math.min(params.decode, count))),
    grid:
      !bent || !isOpenFlow(open)
        ? null
        : {
            lines: grid.lines,
            points: grid.points,
            extent: [...bent.extent] as [number, number, number, number],
            positions: arrayOf(bent.positions, [
              bent.positions.length / (4 * grid.lines * grid.points),
              2 * grid.lines * grid.points,
              2,
            ]),
            rows: arrayOf(bent.rows, [bent.positions.length / (4 * grid.lines * grid.points), bent.rowCount, 2]),
            dataRows: arrayOf(bent.dataRows, [bent.rowCount, 2]),
            layers: flattenPlan(open.plan).map(({ index, type, path, turn }) => ({
              index,
              type,
              path,
              turn: [...turn],
            })),
          },
  };

  async function roundTripOf(taken: number) {
    if (taken === 0) return { decoded: null, roundTrip: null };
    const { context: contexts } = rows;
    const values = await decodeLatents(
      runtime,
      open,
      data,
      {
        values: latents.subarray(0, taken * dimension),
        count: taken,
        context: contexts === null ? null : contexts.subarray(0, taken * open.maps.contextSize),
      },
      signal,
    );
    const own = data.dataset[split];
    const scale = inverseDeviations(data.dataset, own);
    const { rms, max } = roundTripError(valuesBetween(own, 0, taken), values, scale, turnsOf(data.dataset.summary));
    return {
      decoded: pointArray(values, [taken], data.dataset, pixels),
      roundTrip: { kind: open.maps.roundTrip, rows: taken, rms, max },
    };
  }

  /** The first `taken` rows. */
  function rowsOf(taken: number) {
    const { values } = data.dataset[split];
    return pointArray(values.subarray(0, (taken * values.length) / rows.count), [taken], data.dataset, pixels);
  }

  /**
   * What means and quantiles are of: the rows that are shown. Of more rows with weights, some that stand for all of them: the first
   * rows of a file in the order of its weights have hardly any.
   */
  async function summedRows(): Promise<{ readonly encoded: Encoded; readonly weights?: Float64Array | undefined }> {
    if (rows.weights === undefined || count === rows.count) return { encoded, weights: rows.weights };
    const chosen = weightedRows(rows, n, randomStream(0, 'latents', 'rows'));
    const own = await encodeRows(runtime, open, data, rows, { noiseSeed, chosen: chosen.rows, signal });
    return { encoded: own, weights: chosen.weights };
  }

  /** The rows that count for the mean of log q; all rows without a likelihood. */
  function countedOf(values: Float32Array): WeightedPoints {
    const isCounted = (row: number) => !hasLikelihood || Number.isFinite(summed.logProb[row]);
    if (!hasLikelihood || summed.logProb.every(Number.isFinite)) return { values, weights };
    return {
      values: values.filter((_, i) => isCounted(Math.floor(i / dimension))),
      weights: weights?.filter((_, row) => isCounted(row)),
    };
  }

  function againstBase() {
    const { bound } = open.model;
    const scores = bound ? bound.baseScores(open.parameters) : scoresOf(open);
    if (scores === null) return null;
    const own = draws === null ? counted : countedOf(draws.u);
    const found = latentStatistics(mapCoordinates(own.values, dimension, scores.toScore), dimension, own.weights);
    return {
      mean: arrayOf(found.mean, [dimension]),
      std: arrayOf(found.deviation, [dimension]),
      coordinates: curve(found.coordinates),
      squaredNorm: { degrees: dimension, ...curve(found.squaredNorm) },
    };
  }
};

interface WeightedPoints {
  /** [n, D] */
  readonly values: Float32Array;
  /** Of the points; undefined: all are equal. */
  readonly weights: Float64Array | undefined;
}

function curve({ theoretical, observed }: Quantiles) {
  return { expected: Array.from(theoretical), observed: Array.from(observed) };
}

/** null for bases without independent coordinates. */
function scoresOf(open: OpenModel): NormalScores | null {
  try {
    return normalScores(open);
  } catch (error) {
    if (error instanceof FlowscopeError && error.code === 'not-available') return null;
    throw error;
  }
}
