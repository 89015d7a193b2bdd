/**
 * What the daemon and an analysis thread say to each other. Both ends are one program and start together; the thread
 * says its version first.
 */
import type { OpenWarning } from '../../../protocol/train-events.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { Diagnostic } from '../../spec/diagnostic.ts';
import type { LayerFact } from '../run-facts.ts';
import type { DocumentVersion } from '../work.ts';

/** A spec that a request of a client carries as text. */
export interface SpecCheck {
  readonly text: string;
  /** Absolute. */
  readonly path: string;
  /** false (an untrusted session): no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Whether a missing data file is always an error, or only if nothing else tells the data's shape. */
  readonly missingData: 'warning' | 'error';
}

export interface CheckedSpec {
  readonly plan: ModelPlan;
  /** Number of trainable parameters. */
  readonly parameters: number;
  /** About its data. */
  readonly warnings: readonly OpenWarning[];
  /** Threads per operation that suit the sizes of its networks on this machine. */
  readonly threads: number;
}

/** Why a check has no plan. */
export type CheckFailure =
  /** The diagnostic that the error is about, without edits, and the number of errors. */
  | { readonly kind: 'spec'; readonly file: string; readonly main: Diagnostic | null; readonly errors: number }
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;
      readonly hint: string | null;
      readonly file: string | null;
      readonly exitCode: 1 | 2;
    }
  /** A defect; `message` is for the log. */
  | { readonly kind: 'internal'; readonly message: string };

export type ToAnalysis =
  /** A JSON-RPC message of the client. */
  | { readonly type: 'message'; readonly message: object }
  /** The document is not analysed, and its only diagnostic is `reason`; null: it is analysed from its next change on. */
  | { readonly type: 'refuse'; readonly uri: string; readonly reason: string | null }
  | { readonly type: 'check'; readonly id: number; readonly spec: SpecCheck }
  | { readonly type: 'cancel'; readonly id: number }
  /** The answer to `measure`; null: it cannot be measured. */
  | { readonly type: 'measured'; readonly id: number; readonly layers: readonly LayerFact[] | null }
  /** Everything may have changed: the client shall ask again for hints, lenses and diagnostics. */
  | { readonly type: 'refresh' }
  | { readonly type: 'ping' };

/** A version of a document, or a check. */
export type AnalysisWork = DocumentVersion | { readonly check: number };

export type FromAnalysis =
  | { readonly type: 'ready'; readonly version: string }
  /** A request of the language server. */
  | { readonly type: 'request'; readonly message: { readonly id: string | number } }
  /**
   * Another message of the language server, as JSON: the daemon passes it on as it is, since it may have many thousand
   * parts. `answered`: the id of the request that it answers; null: it is a notification.
   */
  | { readonly type: 'text'; readonly text: string; readonly answered: string | number | null }
  /** A `message` was given to the language server, which had handled the one before. */
  | { readonly type: 'taken' }
  /** What it works on from now on. */
  | { readonly type: 'at'; readonly work: AnalysisWork | null }
  /** How long the work may take from now on without a pause; null: as usual. */
  | { readonly type: 'patience'; readonly milliseconds: number | null }
  | { readonly type: 'checked'; readonly id: number; readonly checked: CheckedSpec }
  | { readonly type: 'failed'; readonly id: number; readonly failure: CheckFailure }
  | { readonly type: 'measure'; readonly id: number; readonly runDir: string }
  | { readonly type: 'pong' };

/** What a thread is started with. */
export interface AnalysisSetup {
  /** The folder in which Node keeps compiled code; null: none. */
  readonly compileCache: string | null;
}
