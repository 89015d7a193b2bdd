import { expect, test } from 'vitest';
import { parseJson } from '../../encoding/json.ts';
import { gradients } from '../../tensor/gradients.ts';
import { add, mul, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { constant, input, scalar } from '../../tensor/ops/leaf.ts';
import { linear } from '../../tensor/ops/matmul.ts';
import { OP_CASES } from '../../tensor/ops/op-cases.ts';
import { OPS } from '../../tensor/ops/registry.ts';
import { scan } from '../../tensor/ops/scan.ts';
import { take } from '../../tensor/ops/take.ts';
import { tanh } from '../../tensor/ops/unary.ts';
import { defineOp, makeNode, type Tensor } from '../../tensor/tensor.ts';
import { WIRE_ATTRIBUTES } from './wire-attributes.ts';
import type { WireNode } from './wire-program.ts';
import { wireFunction, wireLoop } from './write-wire.ts';

const x = input('x', [2, 3]);

test('a function is its nodes in order, with inputs, outputs and constants by number', () => {
  const y = add(mul(x, constant([1, 2, 3], [3])), scalar(0.5));
  const { program, constants } = wireFunction({
    inputs: [{ name: 'x', tensor: x }],
    outputs: [{ name: 'y', tensor: y }],
  });
  expect(program).toEqual({
    v: 1,
    kind: 'function',
    inputs: [{ name: 'x', id: 0, shape: [2, 3], dtype: 'float' }],
    outputs: [{ name: 'y', id: 4, shape: [2, 3], dtype: 'float' }],
    nodes: [
      { op: 'mul', in: [0, 1], out: [2] },
      { op: 'add', in: [2, 3], out: [4] },
    ],
    constants: [
      { id: 1, shape: [3], dtype: 'float', offset: 0 },
      { id: 3, shape: [], dtype: 'float', offset: 12 },
    ],
  });
  expect([...new Float32Array(new Uint8Array(constants).buffer)]).toEqual([1, 2, 3, 0.5]);
});

test('a loop has its state with the values after a step, its data, and what steps get one by one', () => {
  const [weight, data] = [input('weight', [3, 1]), input('data', [8, 3], 'uint8')];
  const [rows, rate] = [input('rows', [2], 'int64'), input('rate', [])];
  const loss = sum(linear(add(take(input('float', [8, 3]), rows, 0), scalar(0)), weight, constant([1], [1])));
  const next = sub(weight, mul(rate, weight));
  const { program } = wireLoop({
    state: [{ name: 'weight', input: weight, next }],
    perStep: [
      { name: 'rows', tensor: rows, batchAxis: 0 },
      { name: 'rate', tensor: rate, batchAxis: null },
    ],
    captured: [
      { name: 'data', tensor: data },
      { name: 'float', tensor: loss.node.inputs[0]!.node.inputs[0]!.node.inputs[0]! },
    ],
    outputs: [{ name: 'loss', tensor: loss }],
    proceed: loss,
  });
  expect(program.state).toMatchObject([{ name: 'weight', id: 0, shape: [3, 1] }]);
  expect(program.perStep.map(({ name, dtype }) => [name, dtype])).toEqual([
    ['rows', 'int64'],
    ['rate', 'float'],
  ]);
  expect(program.inputs.map(({ name, dtype }) => [name, dtype])).toEqual([
    ['data', 'uint8'],
    ['float', 'float'],
  ]);
  const made = program.nodes.flatMap(({ out }) => out);
  expect(made).toContain(program.state[0]!.next);
  expect(program.proceed).toBe(program.outputs[0]!.id);
  expect(made).toContain(program.proceed);
});

test('a repeat is one node with its turn inside, and no number has two meanings', () => {
  const weights = input('w', [4, 3, 3]);
  const { carry } = scan({
    init: [x],
    scanned: [weights],
    invariant: [],
    length: 4,
    body: ([h], [w]) => ({ carry: [tanh(linear(h!, w!, constant([0, 0, 1], [3])))], outputs: [] }),
  });
  const [dw] = gradients(sum(carry[0]!), [weights]) as [Tensor];
  const { program } = wireFunction({
    inputs: [
      { name: 'x', tensor: x },
      { name: 'w', tensor: weights },
    ],
    outputs: [{ name: 'dw', tensor: dw }],
  });
  const loops = program.nodes.filter(({ op }) => op === 'scan');
  expect(loops.map(({ at }) => at)).toEqual([
    { length: 4, reverse: false },
    { length: 4, reverse: true },
  ]);
  const made = (nodes: readonly WireNode[]): number[] =>
    nodes.flatMap(({ out, body }) => [
      ...out,
      ...(body ? [...body.carry, ...body.slices, ...body.invariants, ...made(body.nodes)] : []),
    ]);
  const all = [...program.inputs.map(({ id }) => id), ...program.constants.map(({ id }) => id), ...made(program.nodes)];
  expect(new Set(all).size).toBe(all.length);
});

test('every op has a wire form, and its attributes survive as JSON', () => {
  const seen = new Set<string>();
  const visit = (nodes: readonly WireNode[]) => {
    for (const { op, body } of nodes) {
      seen.add(op);
      if (body) visit(body.nodes);
    }
  };
  for (const { shapes, build, shape } of OP_CASES) {
    const inputs = shapes.map((own, i) => ({ name: `x${i}`, tensor: input(`x${i}`, own) }));
    const y = build(...inputs.map(({ tensor }) => tensor));
    const weighted = sum(mul(y, constant(new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape)));
    const derivatives = gradients(
      weighted,
      inputs.map(({ tensor }) => tensor),
    ).filter((g) => g !== null);
    const outputs = [y, ...derivatives].map((tensor, i) => ({ name: `y${i}`, tensor }));
    const { program } = wireFunction({ inputs, outputs });
    expect(parseJson(JSON.stringify(program))).toEqual(program);
    visit(program.nodes);
  }
  // What simplification removes or computes has no node here.
  const computed = Object.keys(WIRE_ATTRIBUTES).filter(
    (name) => !['stopGradient', 'maskedGradient', 'toFloat'].includes(name),
  );
  expect([...seen].toSorted()).toEqual(expect.arrayContaining(computed.toSorted()));
  expect(OPS.map(({ name }) => name).filter((name) => !(name in WIRE_ATTRIBUTES))).toEqual(['input', 'constant']);
});

test('an op without a wire form is named', () => {
  const odd = defineOp({
    name: 'erf',
    infer: ([a]) => [a!],
    gradient: () => [null],
    evaluate: ([a]) => [a!],
  });
  const [y] = makeNode(odd, [x], {}).outputs;
  const model = { inputs: [{ name: 'x', tensor: x }], outputs: [{ name: 'y', tensor: y! }] };
  expect(() => wireFunction(model)).toThrow("op 'erf' has no wire form");
});
