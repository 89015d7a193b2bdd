import type { Likelihood } from './common.ts';
import type { DataProgress } from './data-progress.ts';
import type { DataReading } from './data-reading.ts';
import type { NotFinite } from './not-finite.ts';

/** Lines of `flowscope train --json`, records of metrics.jsonl, and messages from a training worker. Densities in nats. */

/**
 * Mean negative log-likelihood of a split in data units, with its standard error, over the rows whose log q is finite.
 * A number that is not finite, as of a split without such rows, is null once it has crossed a process boundary.
 */
export interface SplitFigures {
  readonly nll: number | null;
  readonly se: number | null;
  /** Number of all rows. */
  readonly n: number;
  /** (Σw)²/Σw². Present if the rows have weights: then all means are weighted. */
  readonly effectiveSampleSize?: number;
  readonly notFinite?: NotFinite;
  readonly unit: 'nats';
  /** Image sources only. */
  readonly bitsPerDim?: number | null;
  /** mean(log p − log q) over the same points, if the true density is known: an estimate of KL(p‖q). */
  readonly gap?: { readonly mean: number | null; readonly se: number | null; readonly notFinite?: NotFinite };
  /** The mean of the gap in bits/dim; image sources only. */
  readonly gapBitsPerDim?: number | null;
}

/** Before `start`, at most four times a second while it takes long to load the data; not recorded in metrics.jsonl. */
export interface PreparingEvent extends DataProgress {
  readonly event: 'preparing';
}

/** While a backend starts or compiles, every second; before or after `start`, and not recorded in metrics.jsonl. */
export interface BackendEvent {
  readonly event: 'backend';
  readonly backend: string;
  readonly what: 'starting' | 'compiling';
  /** Since it began. */
  readonly seconds: number;
}

/** What computes a run. */
export interface EngineFacts {
  /** `cpu`, `gpu:1`. */
  readonly device: string;
  /** Its model. */
  readonly deviceKind: string;
  /** Number of devices that share each batch, if there are several. */
  readonly devices?: number;
  /** Number of processes that have these devices, if there are several. */
  readonly ranks?: number;
  /** Backends with a choice only. */
  readonly matmulPrecision?: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Who chose the backend. */
  readonly reason: string;
}

export interface StartEvent {
  readonly event: 'start';
  readonly v: 1;
  readonly runDir: string;
  readonly name: string;
  readonly resumedFrom: number | null;
  readonly seed: number;
  readonly steps: number;
  readonly parameters: number;
  readonly dimension: number;
  /** For an image source: its values are 0 … 2^bits − 1. Absent too if bits/dim have no meaning, see `pseudoLikelihood`. */
  readonly bits?: number;
  readonly backend: string;
  /** Absent in logs of older versions. */
  readonly engine?: EngineFacts;
  readonly threads: number;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** `bitsPerDim` of image sources only. */
  readonly floor: { readonly nll: number; readonly unit: 'nats'; readonly bitsPerDim?: number } | null;
  /** Present if log q is a lower bound, so that each NLL is an upper one: a layer adds learned noise, or see `likelihood`. */
  readonly lowerBound?: true;
  /** What the model gives instead of log q: with `bound`, each NLL is a negative ELBO. Absent: log q. */
  readonly likelihood?: NonNullable<Likelihood>;
  /** The loss is not of a probability of the data: no figure is their NLL, or bounds it. */
  readonly pseudoLikelihood?: true;
  /** Tables only. */
  readonly data?: DataReading;
  /** The folder with checkpoints that this attempt did not use and moved out of the way. */
  readonly setAside?: string;
}

export interface StepEvent {
  readonly event: 'step';
  readonly step: number;
  readonly steps: number;
  /** Mean −log q of the step's batch, or the first objective of another model. */
  readonly loss: number;
  /** Mean of the losses since the previous step event. */
  readonly lossMean: number;
  /** null: the loss is not a likelihood. */
  readonly unit: 'nats' | null;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly samplesPerSecond: number;
  /** Seconds of training in this attempt. */
  readonly elapsed: number;
  /** Seconds left, or null before it can be estimated. */
  readonly eta: number | null;
  /** Steps skipped so far because their gradient was not finite. */
  readonly skipped: number;
  /** Models with several objectives only: all of them, the one whose `loss` is above first. */
  readonly objectives?: readonly { readonly name: string; readonly loss: number; readonly gradientNorm: number }[];
  /** Further means over the step's batch, by name, if the model reports any. */
  readonly terms?: Readonly<Record<string, number>>;
}

export interface LayersEvent {
  readonly event: 'layers';
  readonly step: number;
  /** Mean log π(z) of the step's batch. */
  readonly base: number;
  /** Mean log|det| of each layer, data → latent, in the order of `describe`. */
  readonly layers: readonly number[];
}

export interface ValidationEvent extends SplitFigures {
  readonly event: 'validation';
  readonly step: number;
  readonly best: boolean;
}

export interface CheckpointEvent {
  readonly event: 'checkpoint';
  readonly step: number;
  readonly path: string;
  readonly sha256: string;
  readonly best: boolean;
}

/** Something went wrong that does not end the run. */
export interface WarningEvent {
  readonly event: 'warning';
  readonly step: number;
  /** Stable, for programs. */
  readonly code: string;
  /** What is wrong, and what to look at or change. */
  readonly message: string;
}

/** What is still out of order at the end of a run. */
export type OpenWarning = Pick<WarningEvent, 'code' | 'message'>;

export interface PausedEvent {
  readonly event: 'paused';
  readonly step: number;
  readonly reason: 'disk-full' | 'user';
  readonly message: string;
}

export interface ResumedEvent {
  readonly event: 'resumed';
  readonly step: number;
  readonly attempt: number;
}

export interface DoneEvent {
  readonly event: 'done';
  readonly v: 1;
  readonly runDir: string;
  readonly step: number;
  readonly reason: 'completed' | 'early-stopping';
  readonly elapsed: number;
  readonly checkpoint: string;
  readonly parametersSha256: string;
  /** Loss of the last step; null if a finished run is resumed. */
  readonly loss: number | null;
  /** Step of the best-validation weights, to which `validation` and `test` refer. */
  readonly bestStep: number | null;
  readonly validation: SplitFigures | null;
  readonly test: SplitFigures | null;
  /** Present if something is still out of order: what to look at or change. */
  readonly warnings?: readonly OpenWarning[];
}

export interface InterruptedEvent {
  readonly event: 'interrupted';
  readonly runDir: string;
  readonly step: number;
  readonly checkpoint: string | null;
}

export interface FailedEvent {
  readonly event: 'failed';
  readonly runDir: string;
  readonly step: number;
  readonly code: string;
  readonly message: string;
  readonly checkpoint: string | null;
}

export type TrainEvent =
  | PreparingEvent
  | BackendEvent
  | StartEvent
  | StepEvent
  | LayersEvent
  | ValidationEvent
  | CheckpointEvent
  | WarningEvent
  | PausedEvent
  | ResumedEvent
  | DoneEvent
  | InterruptedEvent
  | FailedEvent;

/** Last line of every run. */
export type FinalEvent = DoneEvent | InterruptedEvent | FailedEvent;
