/** The part of a resolved plan that every model has. Data only. */
import type { BackendChoice, MatmulPrecision } from '../../protocol/backends.ts';
import type { PlanContext } from '../flow/plan.ts';
import type { Shape } from '../tensor/tensor.ts';

/** A flow that is also trained against a discriminator. */
export interface AdversarialPlan {
  readonly type: 'adversarial';
  /** The network, `{type, …effective keys}`. */
  readonly discriminator: { readonly type: string; readonly [key: string]: unknown };
  /** Weight of the mean of −log q beside the game's loss. */
  readonly likelihoodWeight: number;
  readonly loss: 'non-saturating' | 'wasserstein-gp';
  readonly gradientPenalty?: number | undefined;
  readonly spectralNorm: boolean;
  readonly discriminatorSteps: number;
}

export interface OptimizerPlan {
  readonly type: 'adam' | 'adamw' | 'adamax';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export interface TrainingPlan {
  readonly objective:
    | { readonly type: 'max-likelihood' }
    | { readonly type: 'reverse-kl'; readonly pathGradient: boolean }
    | AdversarialPlan;
  /** Optimization steps; `epochs` is converted to steps once the number of training rows is known. */
  readonly steps: number | null;
  readonly epochs: number | null;
  readonly batchSize: number;
  readonly seed: number;
  readonly optimizer: OptimizerPlan;
  /** Moves the discriminator. Absent: `optimizer` does. */
  readonly discriminatorOptimizer?: OptimizerPlan;
  readonly schedule: {
    readonly type: 'constant' | 'cosine' | 'exponential' | 'step';
    readonly warmup: number;
    readonly final: number;
    readonly every: number;
    readonly factor: number;
  };
  readonly gradientClip: number | null;
  readonly ema: { readonly decay: number } | null;
  /** `every` null: max(1, ⌊steps/40⌋). */
  readonly validation: { readonly every: number | null; readonly samples: number };
  readonly earlyStopping: { readonly patience: number; readonly minDelta: number } | null;
  readonly checkpoint: {
    readonly every: number;
    readonly seconds: number;
    readonly keep: number;
    /** Number of snapshots, weights of earlier steps for inspection. */
    readonly history: number;
    /** Bytes of all snapshots together at most. */
    readonly historyBytes: number;
  };
  readonly statistics: { readonly every: number };
  /** nats; null: see `lossLimitOf`. */
  readonly lossLimit: number | null;
  readonly recompute: boolean;
}

/** A model's own sections are resolved to members beside these; only its definition knows them. */
export interface ModelPlan {
  readonly name: string;
  /** A registered model's type. */
  readonly model: string;
  /** Configuration of the data source with defaults; `source` names its type. Paths as written. */
  readonly data: { readonly source: string; readonly seed: number; readonly limit: number | null } & Readonly<
    Record<string, unknown>
  >;
  /** Shape of one data point. */
  readonly inputShape: Shape;
  /** Points are images of whole numbers 0 … 2^bits − 1. Absent: other data, and plans of older versions. */
  readonly bits?: number;
  readonly context: PlanContext | null;
  readonly training: TrainingPlan;
  readonly backend: BackendChoice;
  /** Of JAX; absent: its default one. */
  readonly device?: string;
  /** Of JAX; absent: `highest`. */
  readonly matmulPrecision?: MatmulPrecision;
}
