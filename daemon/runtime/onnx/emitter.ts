/** Converts tensor graphs to ONNX graphs. */
import { topologicalOrder } from '../../tensor/graph.ts';
import type { DType, NdArray, Node, Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { LOWERING } from './lowering.ts';
import type { Dimension, SequenceInfo, ValueInfo } from './model-proto.ts';
import { graphProto, nodeProto, tensorProto } from './model-proto.ts';
import type { OnnxAttributes, OnnxGraph, OnnxScope } from './scope.ts';

/** Constants of the whole model. They are in the outermost graph, where every body can read them by name. */
export class OnnxConstants {
  readonly protos: Uint8Array[] = [];
  readonly #known = new Map<string, string>();
  readonly #byTensor = new Map<NdArray, string>();
  #count = 0;

  tensor(value: NdArray, dtype: DType): string {
    const known = this.#byTensor.get(value);
    if (known !== undefined) return known;
    const name = this.#intern(dtype, value.shape, encode(value.data, dtype));
    this.#byTensor.set(value, name);
    return name;
  }

  ints(values: readonly number[], shape: Shape): string {
    return this.#intern('int64', shape, encode(values, 'int64'));
  }

  filled(value: number, shape: Shape): string {
    return this.#intern('float', shape, encode(new Float64Array(sizeOf(shape)).fill(value), 'float'));
  }

  bool(value: boolean): string {
    return this.#intern('bool', [], Uint8Array.of(value ? 1 : 0));
  }

  #intern(dtype: DType | 'bool', shape: Shape, raw: Uint8Array): string {
    const key = raw.length <= 256 ? `${dtype}[${shape}]${Buffer.from(raw).toString('latin1')}` : null;
    const known = key === null ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const name = `c${this.#count++}`;
    this.protos.push(tensorProto(name, dtype, shape, raw));
    if (key !== null) this.#known.set(key, name);
    return name;
  }
}

function encode(values: ArrayLike<number>, dtype: DType): Uint8Array {
  if (dtype === 'int64') return new Uint8Array(BigInt64Array.from(Array.from(values, BigInt)).buffer);
  if (dtype === 'uint8') return Uint8Array.from(values);
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** Names are unique in the whole model, because a body must not shadow what it captures. */
export class OnnxNames {
  #count = 0;
  next(): string {
    return `v${this.#count++}`;
  }
}

export interface OpenBatch {
  readonly name: string;
  readonly extent: number;
}

/** A dimension of a value in the model: a multiple of the batch extent, such as all pixels of a batch, is dynamic too. */
function openExtent(extent: number, batch: OpenBatch | null): Dimension {
  if (batch === null || extent === 0 || extent % batch.extent !== 0) return extent;
  return extent === batch.extent ? batch.name : `${extent / batch.extent} ${batch.name}`;
}

/** One graph or body under construction. */
export class GraphEmitter implements OnnxScope {
  readonly nodesWritten: Uint8Array[] = [];
  readonly #values = new Map<Tensor, string>();
  readonly #produced = new Set<string>();
  readonly #used = new Set<Tensor>();
  readonly constants: OnnxConstants;
  readonly names: OnnxNames;
  /** The extent that stands for any batch size in this model, and the name of its dimension. */
  readonly batch: OpenBatch | null;

  constructor(constants = new OnnxConstants(), names = new OnnxNames(), batch: OpenBatch | null = null) {
    this.constants = constants;
    this.names = names;
    this.batch = batch;
  }

  info(name: string, { dtype, shape }: Tensor): ValueInfo {
    return { name, dtype, shape: shape.map((extent) => openExtent(extent, this.batch)) };
  }

  /** Registers an existing name for `tensor`. */
  bind(tensor: Tensor, name: string): void {
    this.#values.set(tensor, name);
  }

  /** Emits everything that `outputs` need and returns their names. */
  emit(outputs: readonly Tensor[]): string[] {
    const order = topologicalOrder(outputs, this.#values);
    for (const x of [...outputs, ...order.flatMap(({ inputs }) => inputs)]) this.#used.add(x);
    for (const node of order) {
      const inputs = node.inputs.map((x) => this.#values.get(x)!);
      const names = loweringOf(node)(this, inputs, node);
      for (const [i, y] of node.outputs.entries()) if (!this.#values.has(y)) this.#values.set(y, names[i]!);
    }
    return outputs.map((y) => this.#values.get(y)!);
  }

  node(opType: string, inputs: readonly string[], attributes?: OnnxAttributes): string {
    return this.nodes(opType, inputs, 1, attributes)[0]!;
  }

  nodes(opType: string, inputs: readonly string[], outputs: number, attributes?: OnnxAttributes): string[] {
    const names = Array.from({ length: outputs }, () => this.names.next());
    this.named(opType, inputs, names, attributes);
    return names;
  }

  named(opType: string, inputs: readonly string[], outputs: readonly string[], attributes?: OnnxAttributes): void {
    for (const name of outputs) this.#produced.add(name);
    this.nodesWritten.push(nodeProto(opType, inputs, outputs, attributes));
  }

  constant(value: NdArray, dtype: DType): string {
    return this.constants.tensor(value, dtype);
  }

  ints(values: readonly number[], shape: Shape = [values.length]): string {
    return this.constants.ints(values, shape);
  }

  float(value: number, shape: Shape = []): string {
    return this.constants.filled(value, shape);
  }

  isUsed(tensor: Tensor): boolean {
    return this.#used.has(tensor);
  }

  batchAxis(shape: Shape): number | null {
    const { batch } = this;
    if (batch === null) return null;
    const axis = shape.findIndex((extent) => extent > 0 && extent % batch.extent === 0);
    return axis < 0 ? null : axis;
  }

  subgraph(
    parameters: readonly Tensor[],
    captured: ReadonlyMap<Tensor, string>,
    results: readonly Tensor[],
  ): OnnxGraph {
    const inner = new GraphEmitter(this.constants, this.names, this.batch);
    for (const [tensor, name] of captured) inner.bind(tensor, name);
    const inputs = parameters.map((x) => {
      const name = this.names.next();
      inner.bind(x, name);
      return this.info(name, x);
    });
    const outputs = inner.outputs(inner.emit(results)).map((name, i) => this.info(name, results[i]!));
    return { graph: inner.graph('body', inputs, outputs, []) };
  }

  /**
   * Output names of a graph must be its own and distinct, so a result that is an input, a constant or repeated is
   * copied.
   */
  outputs(names: readonly string[]): string[] {
    const used = new Set<string>();
    return names.map((name) => {
      const output = this.#produced.has(name) && !used.has(name) ? name : this.node('Identity', [name]);
      used.add(output);
      return output;
    });
  }

  graph(
    name: string,
    inputs: readonly ValueInfo[],
    outputs: readonly (ValueInfo | SequenceInfo)[],
    initializers: readonly Uint8Array[],
  ): Uint8Array {
    return graphProto({ name, nodes: this.nodesWritten, initializers, inputs, outputs });
  }
}

type AnyLowering = (scope: OnnxScope, inputs: readonly string[], node: Node) => readonly string[];

/** The table gives each op's lowering the nodes of that op only; here the type that says so is lost. */
function loweringOf({ op }: Node): AnyLowering {
  const lowering = (LOWERING as unknown as Readonly<Record<string, AnyLowering | undefined>>)[op.name];
  if (lowering === undefined) throw new Error(`op '${op.name}' is not in the registry`);
  return lowering;
}

export function info(name: string, tensor: Tensor, shape: readonly Dimension[] = tensor.shape): ValueInfo {
  return { name, dtype: tensor.dtype, shape };
}
