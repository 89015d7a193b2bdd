import { gradients } from '../gradients.ts';
import type { Shape, Tensor } from '../tensor.ts';
import { allMean } from './all-mean.ts';
import { add, broadcastTo, div, mean, mul, neg, reshape, square, sub, sum } from './arithmetic.ts';
import { logSigmoid, logSumExp, silu } from './composite.ts';
import { concat, slice, split } from './concat-split.ts';
import { conv2d } from './conv2d.ts';
import { constant, indexConstant, scalar, toFloat } from './leaf.ts';
import { maskedGradient } from './masked-gradient.ts';
import { linear, matmul } from './matmul.ts';
import { max } from './max.ts';
import { scan } from './scan.ts';
import { clamp, greater, greaterEqual, maximum, minimum, where } from './select.ts';
import { softmax } from './softmax.ts';
import { stopGradient } from './stop-gradient.ts';
import { take } from './take.ts';
import { transpose } from './transpose.ts';
import { abs, cos, exp, floor, log, reciprocal, relu, sigmoid, sin, softplus, sqrt, step, tanh } from './unary.ts';

export interface OpCase {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly build: (...x: Tensor[]) => Tensor;
  /** Shape that the rule must give. */
  readonly shape: Shape;
  /** Maps standard normals into the operation's domain. */
  readonly domain?: (v: number) => number;
}

const SIGNS = Float64Array.from({ length: 128 * 128 }, (_, i) => Math.sin(i));
const positive = (v: number) => 0.3 + Math.abs(v);
/** Away from kinks and steps. */
const apart = (v: number) => v + Math.sign(v) * 0.1;
const unary = (name: string, f: (x: Tensor) => Tensor, domain?: (v: number) => number): OpCase => ({
  name,
  shapes: [[3, 4]],
  build: (x) => f(x!),
  shape: [3, 4],
  ...(domain ? { domain } : {}),
});
const binary = (name: string, f: (a: Tensor, b: Tensor) => Tensor, domain?: (v: number) => number): OpCase[] =>
  (
    [
      [
        [3, 4],
        [3, 4],
      ],
      [[3, 4], [4]],
      [
        [3, 1],
        [1, 4],
      ],
      [
        [2, 3, 4],
        [3, 1],
      ],
    ] as const
  ).map((shapes) => ({
    name: `${name} of ${shapes.map((s) => `[${s}]`).join(', ')}`,
    shapes,
    build: (a, b) => f(a!, b!),
    shape: shapes[0].length === 3 ? [2, 3, 4] : [3, 4],
    ...(domain ? { domain } : {}),
  }));

export const OP_CASES: readonly OpCase[] = [
  ...binary('add', add),
  ...binary('sub', sub),
  ...binary('mul', mul),
  ...binary('div', div, positive),
  ...binary('maximum', maximum),
  ...binary('minimum', minimum),
  unary('neg', neg),
  unary('square', square),
  unary('exp', exp),
  unary('log', log, positive),
  unary('sqrt', sqrt, positive),
  unary('reciprocal', reciprocal, positive),
  unary('tanh', tanh),
  unary('sigmoid', sigmoid),
  unary('relu', relu, apart),
  unary('abs', abs, apart),
  unary(
    'floor',
    (x) => mul(x, floor(x)),
    (v) => Math.floor(v) + 0.2 + 0.6 * (v - Math.floor(v)),
  ),
  unary('step', (x) => mul(x, step(x)), apart),
  unary('sin', sin),
  unary('cos', cos),
  unary('softplus', softplus, apart),
  unary('logSigmoid', logSigmoid, apart),
  unary('silu', silu),
  unary('clamp', (x) => clamp(x, -0.5, 0.7)),
  unary('greater', (x) => mul(x, greater(x, scalar(0.1)))),
  unary('greaterEqual', (x) => mul(x, greaterEqual(x, scalar(-0.2)))),
  unary('where', (x) => where(greater(x, scalar(0)), exp(x), square(x)), apart),
  unary('stopGradient', (x) => mul(x, stopGradient(greater(x, scalar(0.1))))),
  unary('allMean', (x) => square(allMean(square(x)))),
  unary('maskedGradient', (x) => {
    const mask = greater(x, scalar(0.1));
    return maskedGradient(mul(x, mask), mask);
  }),
  unary('softmax', softmax),
  { name: 'logSumExp', shapes: [[3, 4]], build: (x) => logSumExp(x!, 1), shape: [3] },
  { name: 'sum over rows', shapes: [[3, 4]], build: (x) => sum(x!, [0]), shape: [4] },
  { name: 'sum over columns', shapes: [[3, 4]], build: (x) => sum(x!, [-1], true), shape: [3, 1] },
  { name: 'sum of all', shapes: [[2, 3, 4]], build: (x) => sum(x!), shape: [] },
  { name: 'mean', shapes: [[2, 3, 4]], build: (x) => mean(x!, [0, 2]), shape: [3] },
  { name: 'max', shapes: [[3, 4]], build: (x) => max(x!, 1), shape: [3] },
  { name: 'reshape', shapes: [[3, 4]], build: (x) => reshape(x!, [3, 2, 2]), shape: [3, 2, 2] },
  { name: 'reshape to rank 0', shapes: [[1, 1]], build: (x) => reshape(x!, []), shape: [] },
  { name: 'broadcastTo', shapes: [[3, 1]], build: (x) => broadcastTo(x!, [2, 3, 4]), shape: [2, 3, 4] },
  { name: 'transpose', shapes: [[2, 3, 4]], build: (x) => transpose(x!, [1, 2, 0]), shape: [3, 4, 2] },
  {
    name: 'concat',
    shapes: [
      [3, 2],
      [3, 1],
    ],
    build: (a, b) => concat([a!, b!, a!], 1),
    shape: [3, 5],
  },
  {
    name: 'split',
    shapes: [[3, 5]],
    build: (x) => ((parts) => mul(parts[0]!, parts[2]!))(split(x!, [2, 1, 2], 1)),
    shape: [3, 2],
  },
  { name: 'slice', shapes: [[5, 2]], build: (x) => slice(x!, 0, 1, 4), shape: [3, 2] },
  {
    name: 'matmul',
    shapes: [
      [3, 4],
      [4, 2],
    ],
    build: (a, b) => matmul(a!, b!),
    shape: [3, 2],
  },
  {
    name: 'matmul aᵀ',
    shapes: [
      [4, 3],
      [4, 2],
    ],
    build: (a, b) => matmul(a!, b!, { transposeA: true }),
    shape: [3, 2],
  },
  {
    name: 'matmul bᵀ',
    shapes: [
      [3, 4],
      [2, 4],
    ],
    build: (a, b) => matmul(a!, b!, { transposeB: true }),
    shape: [3, 2],
  },
  {
    name: 'matmul aᵀbᵀ',
    shapes: [
      [4, 3],
      [2, 4],
    ],
    build: (a, b) => matmul(a!, b!, { transposeA: true, transposeB: true }),
    shape: [3, 2],
  },
  {
    name: 'matmul with leading axes',
    shapes: [
      [2, 3, 4],
      [4, 2],
    ],
    build: (a, b) => matmul(a!, b!),
    shape: [2, 3, 2],
  },
  {
    name: 'matmul bᵀ with leading axes',
    shapes: [
      [2, 3, 4],
      [5, 4],
    ],
    build: (a, b) => matmul(a!, b!, { transposeB: true }),
    shape: [2, 3, 5],
  },
  { name: 'linear', shapes: [[3, 4], [4, 2], [2]], build: (x, w, b) => linear(x!, w!, b!), shape: [3, 2] },
  {
    name: 'conv2d of few channels',
    shapes: [
      [2, 3, 4, 2],
      [3, 3, 2, 3],
    ],
    build: (x, w) => conv2d(x!, w!),
    shape: [2, 3, 4, 3],
  },
  {
    name: 'conv2d to few channels',
    shapes: [
      [2, 3, 2, 5],
      [3, 5, 5, 1],
    ],
    build: (x, w) => conv2d(x!, w!),
    shape: [2, 3, 2, 1],
  },
  {
    name: 'conv2d of many channels',
    shapes: [
      [1, 3, 2, 9],
      [3, 1, 9, 10],
    ],
    build: (x, w) => conv2d(x!, w!),
    shape: [1, 3, 2, 10],
  },
  {
    name: 'conv2d of single pixels',
    shapes: [
      [2, 2, 3, 3],
      [1, 1, 3, 2],
    ],
    build: (x, w) => conv2d(x!, w!),
    shape: [2, 2, 3, 2],
  },
  {
    name: 'images by a number per channel, from either side',
    shapes: [[2, 2, 3, 4], [4]],
    build: (x, c) => sub(c!, mul(x!, c!)),
    shape: [2, 2, 3, 4],
  },
  {
    name: 'the gradient of conv2d, to be differentiated again',
    shapes: [
      [2, 3, 3, 2],
      [3, 3, 2, 3],
    ],
    build: (x, w) => {
      const loss = sum(square(conv2d(x!, w!)));
      const [dx, dw] = gradients(loss, [x!, w!]) as [Tensor, Tensor];
      return concat([reshape(dx, [36]), reshape(dw, [54])], 0);
    },
    shape: [90],
  },
  { name: 'take: permutation', shapes: [[3, 4]], build: (x) => take(x!, [2, 0, 3, 1], 1), shape: [3, 4] },
  { name: 'take: even columns first', shapes: [[3, 6]], build: (x) => take(x!, [0, 2, 4, 1, 3, 5], 1), shape: [3, 6] },
  { name: 'take: every third column', shapes: [[3, 6]], build: (x) => take(x!, [0, 3, 1, 4, 2, 5], 1), shape: [3, 6] },
  { name: 'take: odd columns first', shapes: [[3, 6]], build: (x) => take(x!, [1, 3, 5, 0, 2, 4], 1), shape: [3, 6] },
  { name: 'take: rows', shapes: [[4, 3]], build: (x) => take(x!, [2, 0, 3, 1], 0), shape: [4, 3] },
  {
    name: 'a column by a scalar, from either side',
    shapes: [[5, 1]],
    build: (x) => div(sub(scalar(3), mul(x!, scalar(2))), scalar(7)),
    shape: [5, 1],
  },
  {
    name: 'matmul aᵀ of the size of a large weight gradient',
    shapes: [
      [2, 128],
      [2, 128],
    ],
    build: (a, b) => sum(mul(matmul(a!, b!, { transposeA: true }), constant(SIGNS, [128, 128])), [1]),
    shape: [128],
  },
  { name: 'take: selection', shapes: [[3, 4]], build: (x) => take(x!, [2, 2, 0], 1), shape: [3, 3] },
  {
    name: 'take: permutation as a tensor',
    shapes: [[3, 4]],
    build: (x) => take(x!, indexConstant([2, 0, 3, 1], [4]), 1, indexConstant([1, 3, 0, 2], [4])),
    shape: [3, 4],
  },
  { name: 'toFloat', shapes: [[2]], build: (x) => mul(x!, toFloat(indexConstant([2, 3], [2]))), shape: [2] },
  {
    name: 'scan',
    shapes: [
      [2, 3],
      [4, 3],
    ],
    build: (x, w) => {
      const body = ([h]: readonly Tensor[], [s]: readonly Tensor[]) => ({
        carry: [tanh(mul(h!, s!))],
        outputs: [sum(h!, [1])],
      });
      const { carry, outputs } = scan({ init: [x!], scanned: [w!], invariant: [], length: 4, reverse: true, body });
      return concat([sum(carry[0]!, [1], true), transpose(outputs[0]!)], 1);
    },
    shape: [2, 5],
  },
];
