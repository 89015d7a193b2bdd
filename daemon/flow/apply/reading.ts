/** What applying layers gives. */
import type { Tensor } from '../../tensor/tensor.ts';
import type { Leaf } from '../segments.ts';

/** One layer's readings, or those of folded ones. Inside loops they have the loops' stack axes first. */
export interface Reading {
  readonly leaf: Leaf;
  /** The layer of each slice, if equal layers are folded; `leaf` is the first. Absent: all slices are of `leaf`. */
  readonly folded?: readonly Leaf[];
  /** Repeat counters of each slice, in row-major order of the stack axes; one entry outside loops. */
  readonly turns: readonly (readonly number[])[];
  /** log|det| of the computed direction, nats: [...stack, B] or [...stack, 1]. */
  readonly logDet: Tensor;
  /** log N(ε; 0, 1) of what left the flow here, [B], nats; null if nothing did, and on the way from latent to data. */
  readonly logPrior: Tensor | null;
  readonly probed: Readonly<Record<string, Tensor>>;
  /**
   * New values of stored parameters from the data pass, by parameter name (without the leaf's prefix), in their stored
   * shapes. If a loop's left-over turn has its own reading, the other reading has all values.
   */
  readonly initialized: Readonly<Record<string, Tensor>>;
}

export interface Applied {
  readonly value: Tensor;
  /** What left the flow, in this order, [B, …] each; on the way from latent to data, what is still to join it. */
  readonly factored: readonly Tensor[];
  /** In the order in which the layers are applied. */
  readonly readings: readonly Reading[];
}

/** Turns of a loop have equal shapes, and what is inverted is one-to-one: nothing leaves the flow inside them. */
export function around(factored: readonly Tensor[], inside: () => Applied): Applied {
  const applied = inside();
  if (applied.factored.length > 0) throw new Error('channels leave the flow inside a loop or an inverse');
  return { ...applied, factored };
}
