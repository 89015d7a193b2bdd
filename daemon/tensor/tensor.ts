/** The symbolic tensor graph: immutable nodes with static shapes. Nodes are compared by identity. */

export type Shape = readonly number[];

/**
 * `float` is float32 or float64, as the runtime computes; `int64` is for indices, `uint8` for images.
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

/** For ops without attributes. */
export type NoAttributes = Record<string, never>;

/**
 * An operation, defined in one place: name, shape rule, gradient and float64 meaning. How a runtime computes it is said
 * by that runtime's own table.
 */
export interface Op<N extends string = string, A extends Attributes = Attributes> {
  readonly name: N;
  /** Whether it is elementwise and stretches its two operands to a common shape itself. */
  readonly broadcasts?: boolean;
  infer(inputs: readonly TensorType[], attributes: A): readonly TensorType[];
  /** Gradients with respect to each input, given those of the outputs (null = zero). */
  gradient(node: TypedNode<A>, outputGradients: readonly (Tensor | null)[]): readonly (Tensor | null)[];
  /** The float64 meaning. */
  evaluate(inputs: readonly NdArray[], node: TypedNode<A>): readonly NdArray[];
}

export type TypedNode<A extends Attributes> = Node & { readonly attributes: A };

/** Defines an op. The type of its attributes is what `infer` takes. */
export function defineOp<const N extends string, A extends Attributes = NoAttributes>(op: Op<N, A>): Op<N, A> {
  return op;
}

/** Whether `node` applies `op`, so that its attributes are known. */
export function applies<A extends Attributes>(node: Node, op: Op<string, A>): node is TypedNode<A> {
  return node.op.name === op.name;
}

/** Creates a node; every op's constructor function calls this. */
export function makeNode<A extends Attributes>(op: Op<string, A>, inputs: readonly Tensor[], attributes: A): Node {
  const types = op.infer(inputs, attributes);
  const outputs: Tensor[] = [];
  // The only place where the op's attribute type is widened; `applies` recovers it.
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
