/** What every layer does to held-out data: its term of log q(x), its gain (cut profile), and its accuracy. */

import type { PreparedRows } from '../../data/prepare.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import { type FlatLayer, flattenPlan } from '../../flow/flatten-plan.ts';
import { latentVersusNormal } from '../../flow/latent-base.ts';
import { boundsBelow, isLowerBound } from '../../flow/lower-bound.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { integersOf } from '../../spec/analysis/integers.ts';
import type { CopiedDimension, Integers } from '../../statistics/findings/facts.ts';
import { leftOutOf } from '../../statistics/row-summary.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Spread } from '../numerics/spread.ts';
import { spreadOf } from '../numerics/spread.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';
import { type BitsLedger, bitsLedger } from './bits-ledger.ts';
import { cutProfile } from './cut-profile.ts';
import { copiedDimensions, type DependentColumn, dependentColumns, numberAt } from './data-facts.ts';
import { dataRows, type LayerRow } from './data-rows.ts';
import { type CovarianceKind, covarianceKind, type LastTerm, lastTermOf } from './last-term.ts';
import type { LayerData } from './read-layers.ts';
import { readLayers } from './read-layers.ts';

export interface InspectOptions {
  /** Use only this many rows; 4096 by default. */
  readonly limit?: number;
  /** Seed of the dequantization noise. */
  readonly noiseSeed: number;
  readonly signal?: AbortSignal | null;
}

/**
 * Apart from the run, the checkpoint and the split's name, this is the JSON of `inspect`. All figures are over the rows
 * whose log q and all of its terms are finite, so that the terms add up; `notFinite` of each spread counts the other
 * rows.
 */
export interface LayerInspection {
  /** Number of all rows. */
  readonly n: number;
  readonly unit: 'nats';
  /** Dimension of a row. */
  readonly dimension: number;
  readonly contextSize: number;
  /** G₀: NLL of the Gaussian fitted to these rows, data units. */
  readonly gaussianNll: number;
  /** Covariance of the Gaussians. */
  readonly covariance: CovarianceKind;
  /** gaussianNll − Σ gains + lastTerm.value = −total.mean. */
  readonly lastTerm: LastTerm;
  /** Columns that make the covariance of the data singular. With many dimensions only the constant ones are found. */
  readonly dependentColumns: readonly DependentColumn[];
  readonly integers: Integers;
  readonly copiedDimensions: readonly CopiedDimension[];
  /** log π(z). */
  readonly base: Spread;
  readonly layers: readonly LayerRow[];
  /** log q(x), data units. */
  readonly total: Spread;
  /** Present if log q is a lower bound, in the mean over the noise that a layer has learned. */
  readonly lowerBound?: true;
  /** Images only. */
  readonly ledger?: BitsLedger;
  /** Largest |Σ terms − log q(x)| over the rows; log q(x) comes from the evaluation graph. */
  readonly sumError: number;
  /** Whether the difference is ≤ 1e-5·max(1, |log q(x)|) for every row. */
  readonly sumOk: boolean;
  /** Rows used for the layers' round trips: fewer if a layer's inverse takes many passes. */
  readonly roundTripRows: number;
}

const DEFAULT_ROWS = 4096;
/** With more dimensions, and for images, the full covariance of the data is not worth its time. */
const MOST_COMPARED = 128;
const SUM_TOLERANCE = 1e-5;

/** The terms that the inspection summarizes, nats, row by row. */
export interface LayerTerms {
  /** log π(z), [n]. */
  readonly base: Float64Array;
  /** In the order of the inspection's `layers`, [n] per layer. */
  readonly layers: readonly Float64Array[];
  /** log q(x), data units, [n]. */
  readonly total: Float64Array;
}

export interface InspectedTerms {
  readonly inspection: LayerInspection;
  readonly terms: LayerTerms;
}

export type Subject = Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>;

/**
 * @param rows a split of `data`, prepared
 * @throws the signal's reason once it is aborted
 */
export async function inspectLayers(
  runtime: Runtime,
  open: Subject,
  data: Pick<OpenData, 'dataset' | 'transform'>,
  rows: PreparedRows,
  options: InspectOptions,
): Promise<LayerInspection> {
  return (await inspectTerms(runtime, open, data, rows, options)).inspection;
}

/** Like `inspectLayers`, but also returns the terms. */
export async function inspectTerms(
  runtime: Runtime,
  open: Subject,
  data: Pick<OpenData, 'dataset' | 'transform'>,
  rows: PreparedRows,
  { limit = DEFAULT_ROWS, noiseSeed, signal = null }: InspectOptions,
): Promise<InspectedTerms> {
  const { inputShape, contextSize } = open.flow;
  const dimension = sizeOf(inputShape);
  const covariance = covarianceKind(dimension, Math.min(limit, rows.count));
  const diagonal = covariance === 'diagonal';
  const fullData = inputShape.length === 1 && dimension <= MOST_COMPARED && Math.min(limit, rows.count) > 2 * dimension;
  const read = await readLayers(runtime, open, data, rows, { limit, diagonal, fullData, noiseSeed, signal });
  const layers = flattenPlan(open.plan);
  const { total, sumError, sumOk } = totalsOf(read);
  const leftOut = leftOutOf(total);
  const spread = (values: Float64Array): Spread => ({
    ...spreadOf(leftOut.notFinite === undefined ? values : values.filter((_, i) => read.counted[i] === 1)),
    ...leftOut,
  });
  const spreads = read.terms.map(spread);
  const dequantized = layers.findLastIndex(({ type }) => traitsOf(type).dequantizes) + 1;
  // Gains need log-dets only: the channels that left the flow are still part of the state.
  const volumes = read.logDets.map((own, l) => (own === read.terms[l] ? spreads[l]! : spread(own)).mean);
  const dataSpreads = read.dataTerms.map(spread);
  const dataLogDet = dataSpreads.reduce((sum, { mean }) => sum + mean, 0);
  const cuts = cutProfile(read.states, volumes, diagonal, dataLogDet, dequantized);
  const sum = spread(total);
  const rowsUsed = read.rows - (leftOut.notFinite?.count ?? 0);
  const rowsOfLayers: readonly LayerRow[] = [
    ...dataRows(data, rows, read, { spreads: dataSpreads, gaussianNll: cuts[0]! }),
    ...layers.map(
      ({ index, type, path, turn, layer }, l): LayerRow => ({
        index,
        type,
        kind: kindOf({ type, layer }),
        conditioned: traitsOf(type).conditioned ?? false,
        coupling: traitsOf(type).coupling !== undefined,
        path,
        turn,
        ...spreads[l]!,
        cutNll: cuts[l + 1]!,
        gain: cuts[l]! - cuts[l + 1]!,
        roundTripError: read.roundTripErrors[l]!,
        relativeRoundTripError: read.relativeRoundTripErrors[l]!,
        outsideBound: read.outside[l]!,
        bound: numberAt(layer.config, 'bound'),
        scaleBound: numberAt(layer.config, 'scaleBound'),
      }),
    ),
  ];
  const inspection: LayerInspection = {
    n: read.rows,
    unit: 'nats',
    dimension,
    contextSize,
    gaussianNll: cuts[0]!,
    covariance,
    lastTerm: lastTermOf(
      latentVersusNormal(open.plan),
      { nll: -sum.mean, lastCut: cuts.at(-1)! },
      { dimension, rows: rowsUsed, covariance },
    ),
    // The noise of a dequantizing layer gives every pixel a density.
    dependentColumns: dequantized > 0 ? [] : dependentColumns(read.states[0]!, data.dataset.columns),
    integers: integersOf(data.dataset.summary, layers),
    copiedDimensions: await copiedDimensions(layers, inputShape, data.dataset.columns, signal),
    base: spread(read.base),
    layers: rowsOfLayers,
    total: sum,
    ...(isLowerBound(open.plan) ? { lowerBound: true } : {}),
    ...(data.dataset.summary.bits === null ? {} : { ledger: bitsLedger(rowsOfLayers, sum.mean, dimension) }),
    sumError,
    sumOk,
    roundTripRows: read.roundTripRows,
  };
  return { inspection, terms: { base: read.base, layers: [...read.dataTerms, ...read.terms], total } };
}

function kindOf(layer: Pick<FlatLayer, 'type' | 'layer'>): LayerRow['kind'] {
  const { type } = layer;
  if (boundsBelow(layer)) return 'noise';
  if (traitsOf(type).factorsOut) return 'log-prior';
  return traitsOf(type).preprocessing ? 'data' : 'log-det';
}

/**
 * Σ terms of every row in float64, to compare with log q from the evaluation graph; not finite for rows that do not
 * count.
 */
function totalsOf({ base, dataTerms, terms, logDensity, counted }: LayerData) {
  const total = base.map((value, i) => {
    if (!Number.isFinite(logDensity[i])) return logDensity[i]!;
    return [...dataTerms, ...terms].reduce((sum, term) => sum + term[i]!, value);
  });
  const errors = total.map((value, i) => (counted[i] === 1 ? Math.abs(value - logDensity[i]!) : 0));
  const sumError = errors.reduce((largest, error) => Math.max(largest, error), 0);
  const sumOk = errors.every(
    (error, i) => counted[i] !== 1 || error <= SUM_TOLERANCE * Math.max(1, Math.abs(total[i]!)),
  );
  return { total, sumError, sumOk };
}
