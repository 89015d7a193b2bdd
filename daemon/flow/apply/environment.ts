/** What the graph of a flow is built with, and what is read at its layers. */
import type { scan } from '../../tensor/ops/scan.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShare } from '../batch-mean.ts';
import type { Direction, EncodedContext, Scope, Transformed } from '../definition.ts';
import type { Leaf } from '../segments.ts';

/** What is read at every layer besides its log-det: named tensors of [B], [1] or any other fixed shape. */
export type Probe = (at: ProbePoint) => Readonly<Record<string, Tensor>>;

export interface ProbePoint {
  readonly leaf: Leaf;
  /** Direction in which this layer's own map was applied: inside `inverse` it is reversed. */
  readonly direction: Direction;
  readonly input: Tensor;
  /** With the channels that leave the flow after it. */
  readonly output: Transformed;
  /** The values that the layers before and after it see: its input and output but for channels that join or leave. */
  readonly from: Tensor;
  readonly to: Tensor;
  readonly scope: Scope;
}

export interface Environment {
  /** Stored parameters by name, without the stack axes of the loops already entered. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** [B, C], as in the rows; null without context. */
  readonly context: Tensor | null;
  /** The encoded context, if it has images: see `withEncodedContext`. Absent without images. */
  readonly encoded?: EncodedContext;
  readonly noise: Scope['noise'];
  /** Whether the masked entries of parameters are zero: see `StoredParameter.mask`. Absent: they may be anything. */
  readonly masked?: boolean;
  /** `scan`, or `unrolled` if the runtime has no control flow, or short loops of large layers are faster unrolled. */
  readonly loop: typeof scan;
  /** Whether gradients recompute the activations of loops from their outputs. Absent: they are stored. */
  readonly recompute?: boolean;
  /** Several devices compute the batch, and this is the graph of one of them. Absent: it has the whole batch. */
  readonly share?: BatchShare;
  readonly probe: Probe | null;
  /**
   * Whether equal layers in a row run as a loop, which needs their stacked parameters (`parameterUnits`). Each such loop has
   * one reading for each phase. Absent: layers are applied as they are written.
   */
  readonly folds?: boolean;
  /** Compute initial values from data, before a layer that has them is applied (initialization pass only). */
  readonly initialize: boolean;
}

/** The part of a scope that is the context. */
export function contextOf({ context, encoded }: Pick<Environment, 'context' | 'encoded'>) {
  return encoded === undefined ? { context } : { context: encoded.vector, contextMaps: encoded.maps };
}

/** @throws Error if there is no such parameter */
export function parameterOf(parameters: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = parameters.get(name);
  if (!tensor) throw new Error(`the flow has no parameter '${name}'`);
  return tensor;
}
