/**
 * How the optimizer changes a step program's state, said apart from the graph that computes the same: a runtime may take
 * the gradients of a graph and move the parameters in a faster way.
 */
import type { Tensor } from '../tensor/tensor.ts';

/** AdamW is Adam whose parameters decay. */
export interface OptimizerRule {
  readonly type: 'adam' | 'adamax';
  readonly beta1: number;
  readonly beta2: number;
}

/** What moves together: the parameters of one objective. */
export interface OptimizerMove {
  readonly rule: OptimizerRule;
  /** Σ g² of the gradients of all parts before clipping, rank 0. */
  readonly squaredNorm: Tensor;
  /** Largest norm of the gradients; null: they are not clipped. */
  readonly clip: number | null;
  /** Numbers of a step, rank 0. They depend on inputs of the step alone. */
  readonly schedule: {
    readonly rate: Tensor;
    readonly epsilon: Tensor;
    readonly decay: Tensor;
    /** 1 in steps that move, 0 in those that rest; null: all steps move. */
    readonly moves: Tensor | null;
  };
  /** Of the averages of the parameters; null: there are none. */
  readonly averageDecay: number | null;
  readonly parts: readonly OptimizerPart[];
}

export interface OptimizerPart {
  /** Before clipping. */
  readonly gradient: Tensor;
  /** Names of states, which have the gradient's shape. */
  readonly theta: string;
  readonly m: string;
  readonly v: string;
  readonly average: string | null;
  readonly decays: boolean;
}
