import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { square, sum } from '../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../tensor/ops/leaf.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Scope } from '../definition.ts';
import { maskedMlp } from './masked-mlp.ts';

function normals(shape: readonly number[], label: string): NdArray {
  const data = new Float32Array(sizeOf(shape));
  randomStream(1, label).fillNormal(data);
  return { shape, data: Float64Array.from(data) };
}

test('with weights that are masked already, values and gradients are the same', () => {
  const network = maskedMlp.build!(
    { hidden: [6, 5], activation: 'tanh' },
    { inputSize: 3, contextSize: 0, outputSize: 6, order: [0, 1, 2], perDimension: 2 },
  );
  const inputs = new Map(network.parameters.map(({ name, shape }) => [name, input(name, shape)]));
  const x = normals([4, 3], 'x');
  const computed = (masked: boolean) => {
    const scope: Scope = {
      ...{ parameter: (name) => inputs.get(name)!, context: null },
      ...(masked ? { masked: true } : {}),
      noise: () => {
        throw new Error('no noise');
      },
    };
    const loss = sum(square(network.apply(constant(x.data, x.shape), scope)));
    const derivatives = gradients(loss, [...inputs.values()]).map((own) => own!);
    const values = new Map<Tensor, NdArray>(
      network.parameters.map(({ name, shape, mask }) => {
        const own = normals(shape, name);
        const zeros = masked ? mask?.() : undefined;
        return [inputs.get(name)!, { shape, data: own.data.map((value, i) => (zeros ? value * zeros[i]! : value)) }];
      }),
    );
    return evaluate([loss, ...derivatives], values).map(({ data }) => Array.from(data));
  };
  const expected = computed(false);
  expect(expected[1]!.some((value) => value === 0)).toBe(true);
  expect(computed(true)).toEqual(expected);
});
