import type { OnnxScope, Op, Tensor } from '../tensor.ts';
import { makeNode } from '../tensor.ts';

export type NoAttributes = Record<string, never>;

/** An elementwise function of one tensor: its value, derivative and ONNX form. */
export interface UnaryRule {
  readonly name: string;
  readonly f: (x: number) => number;
  /** dL/dx from x, y = f(x) and dL/dy; null if the derivative is zero almost everywhere. */
  readonly gradient: (x: Tensor, y: Tensor, dy: Tensor) => Tensor | null;
  readonly onnx: (scope: OnnxScope, x: string) => string;
}

export function unary(rule: UnaryRule): Op<NoAttributes> {
  return {
    name: rule.name,
    infer: ([x]) => [x!],
    gradient: (node, [dy]) => [dy ? rule.gradient(node.inputs[0]!, node.outputs[0]!, dy) : null],
    onnx: (scope, [x]) => [rule.onnx(scope, x!)],
    evaluate: ([x]) => [{ shape: x!.shape, data: x!.data.map(rule.f) }],
  };
}

export const applyUnary = (op: Op<NoAttributes>, x: Tensor): Tensor => makeNode(op, [x], {}).outputs[0]!;

/** For functions that are a single ONNX operator. */
export const sameAs =
  (opType: string) =>
  (scope: OnnxScope, x: string): string =>
    scope.node(opType, [x]);
