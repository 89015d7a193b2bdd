/** Parameters of layers without a network, which a context shifts linearly. */
import { add, reshape } from '../../../tensor/ops/arithmetic.ts';
import { split } from '../../../tensor/ops/concat-split.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { ParameterSpec, Scope } from '../../definition.ts';

export interface OwnNumbers {
  readonly name: string;
  readonly size: number;
  readonly initialize: ParameterSpec['initialize'];
}

export interface ContextNumbers {
  readonly parameters: readonly ParameterSpec[];
  /** In the order of `own`: [1, size], or with a context [B, size]. */
  read(scope: Scope): readonly Tensor[];
}

const WEIGHT = 'context.weight';

/**
 * Each of `own` is a parameter. With a context c, [B, C], the rows of `context.weight` [C, Σ size] times c are added, so
 * that every class or posterior has its own numbers. They start at zero.
 */
export function contextNumbers(own: readonly OwnNumbers[], contextSize: number): ContextNumbers {
  const sizes = own.map(({ size }) => size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const common = { trainable: true, dtype: 'float' } as const;
  const parameters: ParameterSpec[] = own.map(({ name, size, initialize }) => ({
    ...common,
    name,
    shape: [size],
    decay: false,
    initialize,
  }));
  if (contextSize > 0) {
    const shape = [contextSize, total];
    const initialize = () => new Float32Array(contextSize * total);
    parameters.push({ ...common, name: WEIGHT, shape, decay: true, initialize });
  }
  return {
    parameters,
    read(scope) {
      const fixed = own.map(({ name, size }) => reshape(scope.parameter(name), [1, size]));
      if (contextSize === 0) return fixed;
      if (scope.context === null) throw new Error('a layer that was built for a context needs one');
      const shifts = split(matmul(scope.context, scope.parameter(WEIGHT)), sizes, 1);
      return fixed.map((value, i) => add(value, shifts[i]!));
    },
  };
}
