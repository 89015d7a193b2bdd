/** What is reported of a step, and the columns in which the compiled program gives it. */
import type { Objective } from '../models/definition.ts';
import type { TrainingPlan } from '../models/plan.ts';

/**
 * Columns: the losses, the squared gradient norms of the objectives, the named terms, and for likelihoods that are a sum
 * over layers mean log π(z) and the mean log-dets.
 */
export interface ReportLayout {
  readonly objectives: readonly Objective[];
  readonly terms: readonly string[];
  /** Those of the terms that are means of −log q, nats in the model's units. Absent: none. */
  readonly likelihoodTerms?: readonly string[];
  /** Position of each mean log-det in the order of `describe`; null if the model has no layers. */
  readonly positions: readonly number[] | null;
}

export interface ObjectiveReport {
  /** Nats in the model's units for likelihoods. */
  readonly loss: number;
  readonly gradientNorm: number;
}

export interface StepReport extends ObjectiveReport {
  /** 1-based. */
  readonly step: number;
  /** All objectives; `loss` and `gradientNorm` of the step are those of the first. */
  readonly objectives: readonly ObjectiveReport[];
  /** In the order of the layout. */
  readonly terms: ArrayLike<number>;
  /** Mean log π(z), and the mean log-dets in the program's order. */
  readonly layers: { readonly base: number; readonly logDets: ArrayLike<number> } | null;
  readonly learningRate: number;
  /** The gradient was not finite, so the parameters were left unchanged. */
  readonly skipped: boolean;
}

/** The mean of −log q of a step's batch, nats in the model's units: the loss, or the first term that is one. */
export function likelihoodOf(
  { objectives, terms: names, likelihoodTerms = [] }: ReportLayout,
  { loss, terms }: Pick<StepReport, 'loss' | 'terms'>,
): number {
  if (objectives[0]!.likelihood) return loss;
  return terms[names.findIndex((name) => likelihoodTerms.includes(name))] ?? Number.NaN;
}

export function reportWidth({ objectives, terms, positions }: ReportLayout): number {
  return 2 * objectives.length + terms.length + (positions === null ? 0 : 1 + positions.length);
}

/** The report in a row of the program's output, without what the host knows. */
export function readReport(
  { objectives, terms, positions }: ReportLayout,
  row: Float32Array | Float64Array,
): Omit<StepReport, 'step' | 'learningRate' | 'skipped'> {
  const count = objectives.length;
  const own = objectives.map((_, i) => ({ loss: row[i]!, gradientNorm: Math.sqrt(row[count + i]!) }));
  const [first] = own;
  const end = 2 * count + terms.length;
  return {
    ...first!,
    objectives: own,
    terms: row.subarray(2 * count, end),
    layers: positions === null ? null : { base: row[end]!, logDets: row.subarray(end + 1) },
  };
}

/** |∇|² above which a step counts as not finite: V would overflow and freeze the weight without a NaN. */
export const GRADIENT_LIMIT = 1e36;
/** Near the largest float32: a larger value is not finite, or soon will not be. */
export const FINITE = 3e38;

/**
 * Bounds of |loss|, one for each objective, which the compiled program and the host share. `training.lossLimit` bounds
 * all of them; without it, only the size of a likelihood says something.
 * @param limit of losses that are likelihoods, nats
 */
export function lossBounds(
  objectives: readonly Objective[],
  limit: number,
  { lossLimit }: Pick<TrainingPlan, 'lossLimit'>,
): readonly number[] {
  return objectives.map(({ likelihood }) => (likelihood ? limit : (lossLimit ?? FINITE)));
}

/** Index of the first objective whose loss is beyond its bound; null: none. */
export function badObjective({ objectives }: StepReport, bounds: readonly number[]): number | null {
  const at = objectives.findIndex(({ loss }, i) => !(Math.abs(loss) < bounds[i]!));
  return at < 0 ? null : at;
}

/** Whether a step's update may be kept. */
export function isGood(report: StepReport, bounds: readonly number[]): boolean {
  const limit = Math.sqrt(GRADIENT_LIMIT);
  return badObjective(report, bounds) === null && report.objectives.every(({ gradientNorm }) => gradientNorm < limit);
}

/**
 * What is subtracted from each objective's loss for data units: standardization's log-det from likelihoods, nothing from
 * others.
 */
export function lossOffsets(objectives: readonly Objective[], dataLogDet: number): readonly number[] {
  return objectives.map(({ likelihood }) => (likelihood ? dataLogDet : 0));
}
