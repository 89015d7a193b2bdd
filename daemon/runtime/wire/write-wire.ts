/** Writes functions and step programs in the wire form. */
import type { JsonObject } from '../../encoding/json.ts';
import type { FunctionModel, NamedTensor } from '../../programs/function-model.ts';
import { simplifyModel } from '../../programs/function-model.ts';
import type { StepProgram } from '../../programs/step-program.ts';
import { simplifyProgram } from '../../programs/step-program.ts';
import { topologicalOrder } from '../../tensor/graph.ts';
import { constantOp, inputOp } from '../../tensor/ops/leaf.ts';
import { scanOp } from '../../tensor/ops/scan.ts';
import type { ScanBody } from '../../tensor/ops/scan-body.ts';
import type { NdArray, Node, Tensor } from '../../tensor/tensor.ts';
import { applies } from '../../tensor/tensor.ts';
import { WIRE_ATTRIBUTES } from './wire-attributes.ts';
import type { WireBody, WireConstant, Wired, WireFunction, WireLoop, WireNode, WireValue } from './wire-program.ts';
import { WIRE_VERSION } from './wire-program.ts';

/** @throws Error naming an op without a wire form */
export function wireFunction(model: FunctionModel): Wired<WireFunction> {
  const { inputs, outputs } = simplifyModel(model);
  const writer = new WireWriter();
  const scope = writer.scope();
  const bound = inputs.map(({ name, tensor }) => scope.bound(name, tensor));
  scope.write(outputs.map(({ tensor }) => tensor));
  const results = outputs.map((output) => scope.result(output));
  return writer.finish({ kind: 'function', inputs: bound, nodes: scope.nodes, outputs: results });
}

/** @throws Error naming an op without a wire form */
export function wireLoop(program: StepProgram): Wired<WireLoop> {
  const { state, perStep, captured, outputs, proceed } = simplifyProgram(program);
  const writer = new WireWriter();
  const scope = writer.scope();
  const states = state.map(({ name, input }) => scope.bound(name, input));
  const stepped = perStep.map(({ name, tensor, batchAxis }) => ({
    ...scope.bound(name, tensor),
    ...(batchAxis === 0 ? { shared: true as const } : {}),
  }));
  const inputs = captured.map(({ name, tensor }) => scope.bound(name, tensor));
  const nexts = state.map(({ next }) => next);
  scope.write([...nexts, ...outputs.map(({ tensor }) => tensor), ...(proceed ? [proceed] : [])]);
  return writer.finish({
    kind: 'loop',
    inputs,
    state: states.map((value, i) => ({ ...value, next: scope.idOf(nexts[i]!) })),
    perStep: stepped,
    nodes: scope.nodes,
    outputs: outputs.map((output) => scope.result(output)),
    proceed: proceed && scope.idOf(proceed),
  });
}

/** Numbers and constants of a whole program. */
class WireWriter {
  readonly #constants: WireConstant[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #known = new Map<NdArray, number>();
  #size = 0;
  #ids = 0;

  scope(): WireScope {
    return new WireScope(this);
  }

  nextId(): number {
    return this.#ids++;
  }

  constant(value: NdArray, dtype: WireConstant['dtype']): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const id = this.nextId();
    const data = dtype === 'int64' ? Int32Array.from(value.data) : Float32Array.from(value.data);
    this.#constants.push({ id, shape: value.shape, dtype, offset: this.#size });
    this.#bytes.push(new Uint8Array(data.buffer));
    this.#size += data.byteLength;
    this.#known.set(value, id);
    return id;
  }

  finish<P extends WireFunction | WireLoop>(program: Omit<P, 'v' | 'constants'> & Pick<P, 'kind'>): Wired<P>;
  finish(
    program: Omit<WireFunction, 'v' | 'constants'> | Omit<WireLoop, 'v' | 'constants'>,
  ): Wired<WireFunction | WireLoop> {
    return {
      program: { v: WIRE_VERSION, ...program, constants: this.#constants },
      constants: Buffer.concat(this.#bytes),
    };
  }
}

/** A graph or the body of a loop under construction. */
class WireScope {
  readonly nodes: WireNode[] = [];
  readonly #ids = new Map<Tensor, number>();
  readonly #writer: WireWriter;

  constructor(writer: WireWriter) {
    this.#writer = writer;
  }

  bind(tensor: Tensor): number {
    const id = this.#writer.nextId();
    this.#ids.set(tensor, id);
    return id;
  }

  bound(name: string, tensor: Tensor): WireValue {
    return { name, id: this.bind(tensor), shape: tensor.shape, dtype: tensor.dtype };
  }

  result({ name, tensor }: NamedTensor): WireValue {
    return { name, id: this.idOf(tensor), shape: tensor.shape, dtype: tensor.dtype };
  }

  idOf(tensor: Tensor): number {
    return this.#ids.get(tensor)!;
  }

  /** Writes everything that `results` need. */
  write(results: readonly Tensor[]): void {
    for (const node of topologicalOrder(results, this.#ids)) {
      const [first] = node.outputs;
      if (applies(node, inputOp)) throw new Error(`input '${node.attributes.name}' was not bound`);
      if (applies(node, constantOp)) {
        this.#ids.set(first!, this.#writer.constant(node.attributes.value, node.attributes.dtype));
        continue;
      }
      const at = attributesOf(node);
      this.nodes.push({
        op: node.op.name,
        in: node.inputs.map((x) => this.idOf(x)),
        // An output that is bound from outside keeps that number.
        out: node.outputs.map((y) => (this.#ids.has(y) ? this.#writer.nextId() : this.bind(y))),
        ...(Object.keys(at).length === 0 ? {} : { at }),
        ...(applies(node, scanOp) ? { body: this.#body(node.attributes.body) } : {}),
      });
    }
  }

  #body({ carry, slices, invariants, nextCarry, outputs }: ScanBody): WireBody {
    const inner = this.#writer.scope();
    const [carried, sliced, fixed] = [carry, slices, invariants].map((own) => own.map((x) => inner.bind(x)));
    inner.write([...nextCarry, ...outputs]);
    return {
      ...{ carry: carried!, slices: sliced!, invariants: fixed! },
      nodes: inner.nodes,
      next: nextCarry.map((x) => inner.idOf(x)),
      outputs: outputs.map((x) => inner.idOf(x)),
    };
  }
}

type AnyAttributes = (attributes: object) => JsonObject;

/** The table gives each op the attributes of that op only; here the type that says so is lost. */
function attributesOf({ op, attributes }: Node): JsonObject {
  const write = (WIRE_ATTRIBUTES as unknown as Readonly<Record<string, AnyAttributes | undefined>>)[op.name];
  if (write === undefined) throw new Error(`op '${op.name}' has no wire form`);
  return write(attributes);
}
