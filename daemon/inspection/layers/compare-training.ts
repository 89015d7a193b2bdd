/** The complete sum of training rows beside that of held-out rows. */
import type { PreparedRows } from '../../data/prepare.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type Estimate, estimateOver, type LeftOut } from '../../statistics/row-summary.ts';
import type { OpenData } from '../opened/open-flow.ts';
import { type DrawnFrom, drawnFrom, rowsByWeight, rowsThatCount } from '../points/weighted-rows.ts';
import {
  type InspectedTerms,
  type InspectOptions,
  inspectTerms,
  type LayerInspection,
  type Subject,
} from './inspect-layers.ts';

/** The sum G₀ − Σ gains + M = NLL of training rows, nats, data units. */
export interface TrainingSum extends Pick<LayerInspection, 'n' | 'gaussianNll' | 'covariance' | 'lastTerm'>, LeftOut {
  readonly nll: number;
  /** Standard error of `nll`. */
  readonly se: number;
  /** In the order of the held-out rows' layers. */
  readonly layers: readonly Pick<LayerInspection['layers'][number], 'index' | 'mean' | 'cutNll' | 'gain'>[];
}

export interface TrainingComparison {
  readonly training: TrainingSum;
  /** NLL of held-out rows minus that of training rows, nats. */
  readonly generalizationGap: Pick<Estimate, 'mean' | 'se'>;
}

/** The number of rows of a split that are inspected: as many as of the training rows, so that fitted Gaussians are comparable. */
export function rowsToCompare(limit: number, rows: PreparedRows, training: PreparedRows): number {
  return Math.min(limit, rowsThatCount(rows), rowsThatCount(training));
}

/** @param heldOut, training of equal numbers of rows */
export function compareWithTraining(heldOut: InspectedTerms, training: InspectedTerms): TrainingComparison {
  const { n, gaussianNll, covariance, lastTerm, layers } = training.inspection;
  const [own, other] = [estimateOver(training.terms.total), estimateOver(heldOut.terms.total)];
  const { mean, se, ...leftOut } = own;
  return {
    training: {
      n,
      nll: -mean,
      se,
      ...leftOut,
      gaussianNll,
      covariance,
      layers: layers.map(({ index, mean: term, cutNll, gain }) => ({ index, mean: term, cutNll, gain })),
      lastTerm,
    },
    generalizationGap: { mean: mean - other.mean, se: Math.hypot(se, other.se) },
  };
}

/**
 * Inspects a split beside training rows. The training split itself has nothing to be compared with.
 * @throws the signal's reason once it is aborted
 */
export async function inspectBesideTraining(
  runtime: Runtime,
  open: Subject,
  data: OpenData,
  split: 'train' | 'validation' | 'test',
  options: InspectOptions & { readonly limit: number },
): Promise<LayerInspection & DrawnFrom & Partial<TrainingComparison>> {
  const all = data.split(split);
  const training = data.split('train');
  const limit = rowsToCompare(options.limit, all, training);
  const inspected = (rows: PreparedRows) =>
    inspectTerms(runtime, open, data, rowsByWeight(rows, limit), { ...options, limit });
  const heldOut = await inspected(all);
  const inspection = { ...heldOut.inspection, ...drawnFrom(all) };
  if (split === 'train') return inspection;
  return { ...inspection, ...compareWithTraining(heldOut, await inspected(training)) };
}
