/** What a lowering writes with: ONNX nodes, constants and bodies of one graph. Values are known by their names. */
import type { DType, NdArray, Shape, Tensor } from '../../tensor/tensor.ts';

export interface OnnxScope {
  /** Adds a node with one output and returns its name. */
  node(opType: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** Adds a node with several outputs. */
  nodes(opType: string, inputs: readonly string[], outputs: number, attributes?: OnnxAttributes): string[];
  /** A constant with these values. */
  constant(value: NdArray, dtype: DType): string;
  /** A constant of int64 values with the given shape (1-D by default). */
  ints(values: readonly number[], shape?: Shape): string;
  /** A constant filled with one float value, rank 0 by default. */
  float(value: number, shape?: Shape): string;
  /** Whether a tensor of this graph is read, or one of its results. */
  isUsed(tensor: Tensor): boolean;
  /** The axis whose extent is the batch size, in a model for any batch size; null if all extents are fixed. */
  batchAxis(shape: Shape): number | null;
  /**
   * A body for control flow: `parameters` become its inputs, `captured` tensors are read from this graph by name, and
   * `results` are its outputs.
   */
  subgraph(parameters: readonly Tensor[], captured: ReadonlyMap<Tensor, string>, results: readonly Tensor[]): OnnxGraph;
}

/** An encoded GraphProto. */
export interface OnnxGraph {
  readonly graph: Uint8Array;
}

export type OnnxAttributes = Readonly<
  Record<string, number | string | readonly number[] | { readonly float: number } | OnnxGraph>
>;
