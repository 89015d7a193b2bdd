/** Defines what a conditioner is: a network that gives a layer its parameters. */
import type * as z from 'zod';
import type { Tensor } from '../tensor/tensor.ts';
import type { ConditionerKind, Documentation, ParameterSpec, Scope } from './definition.ts';

export interface ConditionerSite {
  /** Number of inputs without the context. */
  readonly inputSize: number;
  readonly contextSize: number;
  /** Number of outputs that the transform needs. */
  readonly outputSize: number;
  /** Start values of the last layer. Absent: zero, so that a layer of a flow starts as the identity. */
  readonly outputStart?: 'zero' | 'hidden';
}

/**
 * A network from [B, inputSize] (and context) to [B, outputSize], or on an image site from [B, height, width, inputSize]
 * to [B, height, width, outputSize]. The last layer starts at zero, unless the site says otherwise.
 */
export interface Conditioner {
  readonly parameters: readonly ParameterSpec[];
  apply(x: Tensor, scope: Scope): Tensor;
}

/** Sites of masked networks also have the autoregressive order: `order[d]` = position of dimension d, 0-based. */
export interface MaskedConditionerSite extends ConditionerSite {
  readonly order: readonly number[];
  /** Outputs per dimension; output d·perDimension + k belongs to dimension d, outputSize = inputSize·perDimension. */
  readonly perDimension: number;
}

/** Sites of networks on images, which have the same weights at every pixel: both sizes are channels of one pixel. */
export interface ImageConditionerSite extends ConditionerSite {
  readonly image: { readonly height: number; readonly width: number };
}

export type AnyConditionerSite = ConditionerSite | MaskedConditionerSite | ImageConditionerSite;

export interface ConditionerDefinition<C extends object = object> {
  readonly type: string;
  readonly documentation: Documentation;
  readonly schema: z.ZodType<C>;
  /** Which layers may use it. */
  readonly kind: ConditionerKind;
  readonly build: ((config: C, site: AnyConditionerSite) => Conditioner) | null;
}
