/** What the language features know about trained runs. */
import type { Disposable } from 'vscode-languageserver';
import type { RunStatus } from '../runs/directory/run-status.ts';

/** One layer at one turn of the repeats around it, as a run recorded it. */
export interface LayerFact {
  /** Position in the spec, e.g. `layers[0].layers[1]`. */
  readonly path: string;
  /** Repeat counters, outermost first. */
  readonly turn: readonly number[];
  /** Mean log|det|, nats. */
  readonly mean: number;
  /** Percentiles over samples, nats; if they were recorded. */
  readonly p10?: number;
  readonly p90?: number;
  /** What the layer gains: the decrease of the cut NLL, nats. */
  readonly gain?: number;
  /** Of the whole flow, the same at each of its layers. */
  readonly sum?: NllSum;
}

/** gaussianNll − gains + lastTerm = nll, nats. */
export interface NllSum {
  readonly gaussianNll: number;
  readonly gains: number;
  readonly lastTerm: number;
  readonly kind: 'base-mismatch' | 'base-term';
  readonly nll: number;
}

export interface RunFact {
  readonly id: string;
  readonly runDir: string;
  /** Equal to a text's hash exactly if the run was trained on what the text says, apart from steps and seed. */
  readonly specHash: string;
  readonly status: RunStatus['status'];
  readonly step: number;
  readonly steps: number;
  /** Type of its model. */
  readonly model: string;
  readonly likelihood?: NonNullable<RunStatus['likelihood']>;
  readonly validation: RunStatus['validation'];
  /** For a run that is not training; null while it trains. */
  readonly best: RunStatus['best'];
  /** null: no statistics were recorded yet. */
  readonly layers: readonly LayerFact[] | null;
}

export interface RunFacts {
  /** The newest run of a spec, by the spec's absolute path; null without one. Never throws. */
  latest(specPath: string): Promise<RunFact | null>;
  /** Notifies that some run changed, so facts should be requested again. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

/** For servers without runs. */
export const NO_RUNS: RunFacts = {
  latest: () => Promise.resolve(null),
  onDidChange: () => ({ dispose: () => {} }),
};
