/** The part of a resolved plan that a flow is built from: all references resolved, every repeat expanded. */
import type { Shape } from '../tensor/tensor.ts';

export type PlanNode = PlanLayer | PlanRepeat | PlanInverse;

export interface PlanLayer {
  readonly kind: 'layer';
  readonly type: string;
  /** Position in the spec, e.g. `layers[0].layers[1]`. */
  readonly path: string;
  /** Repeat counters, outermost first, 0-based. */
  readonly turn: readonly number[];
  /**
   * All effective keys (without `type`); `mask` is a ResolvedMask; `order` is resolved to a list; conditioners inlined.
   */
  readonly config: object;
  /** Shapes of one sample, data → latent. Inside `inverse`: of the layer's own forward direction. */
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

/** The layout of a row's context: a vector, then images one after the other, row-major. */
export interface PlanContext {
  /** Length of all of it. */
  readonly size: number;
  /** Names of the vector's entries, e.g. `letter=A`. */
  readonly names: readonly string[];
  /** Absent: no images. */
  readonly images?: readonly ContextImage[];
}

/** A condition image. */
export interface ContextImage {
  readonly name: string;
  /** [height, width, channels]. */
  readonly shape: Shape;
}

export interface FlowPlan {
  /** Shape of one data point. */
  readonly inputShape: Shape;
  readonly context: PlanContext | null;
  /** The network of the encoder of condition images, `{type, …keys}`; absent: there are none. */
  readonly contextEncoder?: object;
  readonly base: { readonly type: string; readonly config: object; readonly shape: Shape };
  readonly layers: readonly PlanNode[];
}
