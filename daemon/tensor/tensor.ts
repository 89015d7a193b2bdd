/** The symbolic tensor graph: immutable nodes with static shapes. Nodes are compared by identity. */

export type Shape = readonly number[];

/**
 * `float` is float32 in ONNX Runtime and float64 in the reference runtime; `int64` is for indices, `uint8` for images.
 */
export type DType = 'float' | 'int64' | 'uint8';

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** One output of one node. */
export interface Tensor extends TensorType {
  readonly node: Node;
  readonly index: number;
}

export interface Node {
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
}

/** Attributes are plain data, except that leaves have their values and `scan` its body. */
export type Attributes = object;

/** Row-major values of one tensor in the reference runtime. */
export interface NdArray {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Emits ONNX nodes for one operation; names are the runtime's value names. */
export interface OnnxScope {
  /** Adds a node with one output and returns its name. */
  node(opType: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** Adds a node with several outputs. */
  nodes(opType: string, inputs: readonly string[], outputs: number, attributes?: OnnxAttributes): string[];
  /** A constant of int64 values with the given shape (1-D by default). */
  ints(values: readonly number[], shape?: Shape): string;
  /** A constant filled with one float value, rank 0 by default. */
  float(value: number, shape?: Shape): string;
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

/**
 * An operation, defined in one place: shape rule, gradient, ONNX form and float64 value.
 * The attributes' type is private to the op; only its constructor function in the same file creates them.
 */
export interface Op<A extends Attributes = Attributes> {
  readonly name: string;
  infer(inputs: readonly TensorType[], attributes: A): readonly TensorType[];
  /** Gradients with respect to each input, given those of the outputs (null = zero). */
  gradient(node: TypedNode<A>, outputGradients: readonly (Tensor | null)[]): readonly (Tensor | null)[];
  onnx(scope: OnnxScope, inputs: readonly string[], node: TypedNode<A>): readonly string[];
  evaluate(inputs: readonly NdArray[], node: TypedNode<A>): readonly NdArray[];
}

export type TypedNode<A extends Attributes> = Node & { readonly attributes: A };

/** Creates a node; every op's constructor function calls this. */
export function makeNode<A extends Attributes>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Node {
  const types = op.infer(inputs, attributes);
  const outputs: Tensor[] = [];
  // The only place where the op's attribute type is widened: only this op's own methods read them.
  const node: Node = { op: op as unknown as Op, inputs, attributes, outputs };
  for (const [index, type] of types.entries()) outputs.push({ node, index, shape: type.shape, dtype: type.dtype });
  return node;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
