/** Requests of the Evaluation panel. Its parts take seconds, so that each is requested by itself. */
import type * as z from 'zod/mini';
import { evaluateFigure } from '../../protocol/figures/evaluate.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { PanelHost } from '../bridge/panel-host.ts';

export const SPLITS = ['validation', 'test', 'train'] as const;
export type Split = (typeof SPLITS)[number];

export type Evaluated = z.output<typeof evaluateFigure.method.result>;
export type Baselines = NonNullable<Evaluated['baselines']>;
export type Pit = NonNullable<Evaluated['pit']>;
export type Coverage = NonNullable<Evaluated['coverage']>;

export interface Question {
  readonly host: PanelHost;
  readonly run: string;
  readonly checkpoint: CheckpointChoice;
  readonly split: Split;
  readonly signal: AbortSignal;
}

/** Rows of the scatter, samples for the ranks, and samples for the two-sample test, as on the command line. */
const [ROWS, RANKED, COMPARED] = [2000, 10_000, 2000];

export interface RowValues {
  readonly result: Evaluated;
  /** [‖z‖², log q] of rows from the first of the split; null: not known. */
  readonly scatter: { readonly points: Float64Array; readonly dimension: number } | null;
}

export async function fetchRows(question: Question): Promise<RowValues> {
  const { host, signal } = question;
  const result = await ask(question, 'evaluation', { scatter: ROWS });
  const { scatter } = result;
  if (!scatter) return { result, scatter: null };
  const [norms, logq] = await Promise.all([
    host.fetchArray(scatter.squaredNorm, signal),
    host.fetchArray(scatter.logq, signal),
  ]);
  const points = Array.from(norms, Number).flatMap((norm, i) =>
    Number.isFinite(norm) && Number.isFinite(logq[i]) ? [norm, Number(logq[i])] : [],
  );
  return { result, scatter: { points: Float64Array.from(points), dimension: scatter.dimension } };
}

/** Null: an older daemon has none, or there are none of these data. */
export async function fetchBaselines(question: Question): Promise<Evaluated> {
  return ask(question, 'evaluation-baselines', { baselines: 'all' });
}

export async function fetchRanks(question: Question): Promise<Evaluated> {
  return ask(question, 'evaluation-ranks', { calibration: RANKED });
}

export async function fetchTwoSamples(question: Question): Promise<Evaluated> {
  return ask(question, 'evaluation-c2st', { samples: COMPARED });
}

function ask({ host, run, checkpoint, split, signal }: Question, panel: string, wanted: object): Promise<Evaluated> {
  const params = { run, checkpoint, panel, split, importance: 0, ...wanted };
  return host.request(evaluateFigure.method, params, signal);
}
