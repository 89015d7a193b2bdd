/** Matrix products. `linear` is a product with a bias. */
import type { NdArray, Tensor } from '../tensor.ts';
import { defineOp, makeNode, sizeOf } from '../tensor.ts';
import { reshape, sumTo } from './arithmetic.ts';

interface MatmulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Both operands have two axes, or `a` has leading axes and is not transposed. */
export const matmulOp = defineOp({
  name: 'matmul',
  infer: ([a, b], { transposeA, transposeB }: MatmulAttributes) => {
    const [rows, inner] = transposeA ? [a!.shape[1]!, a!.shape[0]!] : [a!.shape.at(-2)!, a!.shape.at(-1)!];
    const [innerB, columns] = transposeB ? [b!.shape[1]!, b!.shape[0]!] : [b!.shape[0]!, b!.shape[1]!];
    if (inner !== innerB || b!.shape.length !== 2 || (transposeA && a!.shape.length !== 2)) {
      throw new Error(`cannot multiply [${a!.shape}]${transposeA ? 'ᵀ' : ''} by [${b!.shape}]${transposeB ? 'ᵀ' : ''}`);
    }
    return [{ shape: [...a!.shape.slice(0, -2), rows, columns], dtype: 'float' }];
  },
  gradient: (node, [dy]) => {
    if (!dy) return [null, null];
    const { transposeA, transposeB } = node.attributes;
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    const da = transposeA
      ? matmul(b, dy, { transposeA: transposeB, transposeB: true })
      : matmul(dy, b, { transposeB: !transposeB });
    const [a2, dy2] = [flatten(a), flatten(dy)];
    const db = transposeB
      ? matmul(dy2, a2, { transposeA: true, transposeB: transposeA })
      : matmul(a2, dy2, { transposeA: !transposeA });
    return [da, db];
  },
  evaluate: ([a, b], node) => [product(a!, b!, node.attributes, node.outputs[0]!.shape)],
});

function flatten(x: Tensor): Tensor {
  return x.shape.length === 2 ? x : reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

/** a·b; `a` may have leading axes over a two-axis `b`. */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): Tensor {
  if (a.shape.length > 2 && transposeB) {
    const flat = makeNode(matmulOp, [flatten(a), b], { transposeA, transposeB }).outputs[0]!;
    return reshape(flat, [...a.shape.slice(0, -1), b.shape[0]!]);
  }
  return makeNode(matmulOp, [a, b], { transposeA, transposeB }).outputs[0]!;
}

export const linearOp = defineOp({
  name: 'linear',
  infer: ([x, w, b]) => {
    if (x!.shape[1] !== w!.shape[0] || b!.shape[0] !== w!.shape[1]) {
      throw new Error(`linear of [${x!.shape}] with weight [${w!.shape}] and bias [${b!.shape}]`);
    }
    return [{ shape: [x!.shape[0]!, w!.shape[1]!], dtype: 'float' }];
  },
  gradient: (node, [dy]) => {
    if (!dy) return [null, null, null];
    const [x, w, b] = node.inputs as readonly [Tensor, Tensor, Tensor];
    return [matmul(dy, w, { transposeB: true }), matmul(x, dy, { transposeA: true }), sumTo(dy, b.shape)];
  },
  evaluate: ([x, w, b], node) => {
    const { shape } = node.outputs[0]!;
    const y = product(x!, w!, { transposeA: false, transposeB: false }, shape);
    const columns = shape[1]!;
    return [{ shape, data: y.data.map((value, i) => value + b!.data[i % columns]!) }];
  },
});

/** x·weight + bias: x [B, I], weight [I, O], bias [O] or none → [B, O]. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  return bias === null ? matmul(x, weight) : makeNode(linearOp, [x, weight, bias], {}).outputs[0]!;
}

function product(
  a: NdArray,
  b: NdArray,
  { transposeA, transposeB }: MatmulAttributes,
  shape: readonly number[],
): NdArray {
  const columns = shape.at(-1)!;
  const rows = sizeOf(shape) / columns;
  const inner = sizeOf(a.shape) / rows;
  const data = new Float64Array(sizeOf(shape));
  const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1];
  const [bInner, bColumn] = transposeB ? [1, inner] : [columns, 1];
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const value = a.data[i * aRow + k * aInner]!;
      if (value === 0) continue;
      for (let j = 0; j < columns; j++) data[i * columns + j]! += value * b.data[k * bInner + j * bColumn]!;
    }
  }
  return { shape, data };
}
