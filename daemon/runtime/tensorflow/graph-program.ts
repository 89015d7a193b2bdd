/** A graph as a list of instructions for TensorFlow.js. Tensors that nothing needs any more are disposed of at once. */
import { topologicalOrder } from '../../tensor/graph.ts';
import { constantOp, inputOp } from '../../tensor/ops/leaf.ts';
import type { ScanAttributes } from '../../tensor/ops/scan.ts';
import { scanOp } from '../../tensor/ops/scan.ts';
import type { NdArray, Node, Tensor, TypedNode } from '../../tensor/tensor.ts';
import { applies } from '../../tensor/tensor.ts';
import { KERNELS } from './kernels.ts';
import type { Tf, TfTensor } from './library.ts';
import { toTensor } from './tf-values.ts';

export interface GraphProgram {
  /**
   * The results, as tensors that the caller disposes of.
   * @param bound the values of the bound tensors, in their order. They stay.
   */
  run(bound: readonly TfTensor[]): readonly TfTensor[];
}

/** Values on the device that all graphs of a program share. */
export interface Constants {
  get(value: NdArray, dtype: Tensor['dtype']): TfTensor;
  dispose(): void;
}

interface Instruction {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Values that no later instruction needs. */
  readonly released: readonly number[];
  run(inputs: readonly TfTensor[]): TfTensor | readonly TfTensor[];
}

export function constantsOf(tf: Tf): Constants {
  const known = new Map<NdArray, TfTensor>();
  return {
    get(value, dtype) {
      const made = known.get(value) ?? toTensor(tf, value.data, value.shape, dtype);
      known.set(value, made);
      return made;
    },
    dispose() {
      for (const tensor of known.values()) tensor.dispose();
      known.clear();
    },
  };
}

/** @throws Error if the results need an input that is not bound */
export function graphProgram(
  tf: Tf,
  bound: readonly Tensor[],
  results: readonly Tensor[],
  constants: Constants,
): GraphProgram {
  /** Where each tensor's value is while the program runs. */
  const places = new Map(bound.map((tensor, i) => [tensor, i]));
  const given: TfTensor[] = [];
  const nodes: Node[] = [];
  for (const node of topologicalOrder(results, places)) {
    if (applies(node, inputOp)) throw new Error(`input '${node.attributes.name}' was not bound`);
    if (applies(node, constantOp)) {
      places.set(node.outputs[0]!, bound.length + given.length);
      given.push(constants.get(node.attributes.value, node.attributes.dtype));
    } else {
      nodes.push(node);
    }
  }
  const firstMade = bound.length + given.length;
  let count = firstMade;
  const placed = nodes.map((node) => ({
    node,
    inputs: node.inputs.map((x) => places.get(x)!),
    outputs: node.outputs.map((y) => {
      // An output that is bound from outside keeps that value.
      if (!places.has(y)) places.set(y, count);
      return count++;
    }),
  }));
  const wanted = results.map((x) => places.get(x)!);
  const lastUse = new Map<number, number>();
  for (const [i, { inputs, outputs }] of placed.entries()) for (const at of [...outputs, ...inputs]) lastUse.set(at, i);
  for (const at of wanted) lastUse.delete(at);
  const releasedBy = Map.groupBy(
    [...lastUse].filter(([at]) => at >= firstMade),
    ([, i]) => i,
  );
  const instructions = placed.map(
    ({ node, inputs, outputs }, i): Instruction => ({
      inputs,
      outputs,
      released: (releasedBy.get(i) ?? []).map(([at]) => at),
      run: applies(node, scanOp) ? loopOf(tf, node, constants) : kernelOf(tf, node),
    }),
  );
  /** The first result of those with the same value; the others are copies of it. */
  const owned = wanted.map((at, i) => at >= firstMade && wanted.indexOf(at) === i);

  return {
    run(values) {
      const all: TfTensor[] = [...values, ...given];
      for (const { inputs, outputs, released, run } of instructions) {
        const made = tf.tidy(() => {
          const own = run(inputs.map((at) => all[at]!));
          return 'dtype' in own ? [own] : [...own];
        });
        for (const [k, at] of outputs.entries()) all[at] = made[k]!;
        for (const at of released) all[at]!.dispose();
      }
      return wanted.map((at, i) => (owned[i] ? all[at]! : tf.clone(all[at]!)));
    },
  };
}

type AnyKernel = (tf: Tf, inputs: readonly TfTensor[], attributes: object) => TfTensor | readonly TfTensor[];

/** The table gives each op the attributes of that op only; here the type that says so is lost. */
function kernelOf(tf: Tf, { op, attributes }: Node): Instruction['run'] {
  const kernel = (KERNELS as unknown as Readonly<Record<string, AnyKernel | undefined>>)[op.name];
  if (kernel === undefined) throw new Error(`TensorFlow.js has no kernel for op '${op.name}'`);
  return (inputs) => kernel(tf, inputs, attributes);
}

/** Runs the body of a loop turn by turn. */
function loopOf(tf: Tf, { attributes }: TypedNode<ScanAttributes>, constants: Constants): Instruction['run'] {
  const { length, reverse, body } = attributes;
  const { carry, slices, invariants, nextCarry, outputs } = body;
  const turn = graphProgram(tf, [...carry, ...slices, ...invariants], [...nextCarry, ...outputs], constants);
  const [first, last] = [carry.length, carry.length + slices.length];
  return (inputs) => {
    const parts = inputs.slice(first, last).map((x) => tf.unstack(x, 0));
    const stacked: TfTensor[][] = outputs.map(() => []);
    let carried = inputs.slice(0, first);
    for (let i = 0; i < length; i++) {
      const at = reverse ? length - 1 - i : i;
      const results = turn.run([...carried, ...parts.map((of) => of[at]!), ...inputs.slice(last)]);
      if (i > 0) tf.dispose(carried);
      carried = results.slice(0, first);
      for (const [k, own] of stacked.entries()) own[at] = results[first + k]!;
    }
    return [...carried, ...stacked.map((own) => tf.stack(own, 0))];
  };
}
