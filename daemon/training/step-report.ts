/** What is reported of a step, and the columns in which the compiled program gives it. */
import type { Objective } from '../models/definition.ts';

/**
 * Columns: the losses, the squared gradient norms of the objectives, the named terms, and for likelihoods that are a sum
 * over layers mean log π(z) and the mean log-dets.
 */
export interface ReportLayout {
  readonly objectives: readonly Objective[];
  readonly terms: readonly string[];
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

/** Whether a step's update may be kept. @param limit of losses that are likelihoods, nats */
export function isGood(layout: ReportLayout, { objectives }: StepReport, limit: number): boolean {
  // The same bound as in the program: |∇|² < 1e36.
  return lossesAreGood(layout, { objectives }, limit) && objectives.every(({ gradientNorm }) => gradientNorm < 1e18);
}

export function lossesAreGood(
  layout: ReportLayout,
  { objectives }: Pick<StepReport, 'objectives'>,
  limit: number,
): boolean {
  return objectives.every(({ loss }, i) =>
    layout.objectives[i]!.likelihood ? Math.abs(loss) < limit : Number.isFinite(loss),
  );
}
