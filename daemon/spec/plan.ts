/** The resolved plan: every default in force, every reference followed, every repeat expanded. Data only. */
import type { Shape } from '../tensor/tensor.ts';

export type PlanNode = PlanLayer | PlanRepeat | PlanInverse;

export interface PlanLayer {
  readonly kind: 'layer';
  readonly type: string;
  /** Place in the source, e.g. `layers[0].layers[1]`. */
  readonly path: string;
  /** Repeat counters, outermost first, 0-based. */
  readonly turn: readonly number[];
  /** All keys in force (without `type`); `mask` is a ResolvedMask; `order` is resolved to a list; conditioners inlined. */
  readonly config: object;
  /** Shapes of one sample, data → latent. Inside `inverse`: of the layer's own forward. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

export interface PlanRepeat {
  readonly kind: 'repeat';
  readonly path: string;
  /** One entry per turn, each the expanded body. */
  readonly turns: readonly (readonly PlanNode[])[];
}

/** f = (content as listed)⁻¹. */
export interface PlanInverse {
  readonly kind: 'inverse';
  readonly path: string;
  readonly layers: readonly PlanNode[];
}

export interface PlanContext {
  readonly size: number;
  /** Names of the context's entries, e.g. `letter=A`. */
  readonly names: readonly string[];
}

export interface TrainingPlan {
  readonly objective:
    | { readonly type: 'max-likelihood' }
    | { readonly type: 'reverse-kl'; readonly pathGradient: boolean };
  /** Optimization steps; `epochs` is turned into steps once the number of training rows is known. */
  readonly steps: number | null;
  readonly epochs: number | null;
  readonly batchSize: number;
  readonly seed: number;
  readonly optimizer: {
    readonly type: 'adam' | 'adamw' | 'adamax';
    readonly learningRate: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  };
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
  readonly checkpoint: { readonly every: number; readonly seconds: number; readonly keep: number };
  readonly statistics: { readonly every: number };
  /** nats; null: 1000·D. */
  readonly lossLimit: number | null;
  readonly recompute: boolean;
}

export interface Plan {
  readonly name: string;
  /** Configuration of the data source, defaults in force; `source` names its type. Paths as written. */
  readonly data: { readonly source: string; readonly seed: number; readonly limit: number | null } & Readonly<
    Record<string, unknown>
  >;
  /** Shape of one data point. */
  readonly inputShape: Shape;
  readonly context: PlanContext | null;
  readonly base: { readonly type: string; readonly config: object; readonly shape: Shape };
  readonly layers: readonly PlanNode[];
  readonly training: TrainingPlan;
  readonly backend: 'auto' | 'cpu' | 'webgpu' | 'cuda' | 'tensorflow';
}
