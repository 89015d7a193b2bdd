/** Linear layers of the conditioners: their parameters with start values, and their application. */
import { concat } from '../../tensor/ops/concat-split.ts';
import { linear } from '../../tensor/ops/matmul.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { ParameterSpec, Scope } from '../definition.ts';
import type { ActivationName } from './activations.ts';

/** hidden: followed by an activation; small: nearly off at the start; zero: off at the start. */
export type StartValues = 'hidden' | 'small' | 'zero';

interface DenseSite {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly start: StartValues;
  readonly activation: ActivationName;
}

const SMALL = 1e-3;

/** `<name>.weight` [inputs, outputs] and `<name>.bias` [outputs]. */
export function denseParameters(site: DenseSite): readonly ParameterSpec[] {
  const { name, inputs, outputs, start } = site;
  const common = { trainable: true, dtype: 'float' } as const;
  return [
    {
      ...common,
      name: `${name}.weight`,
      shape: [inputs, outputs],
      decay: true,
      initialize: uniform([inputs, outputs], weightBound(site)),
    },
    {
      ...common,
      name: `${name}.bias`,
      shape: [outputs],
      decay: false,
      initialize: uniform([outputs], start === 'hidden' ? 1 / Math.sqrt(Math.max(1, inputs)) : 0),
    },
  ];
}

/** Keeps the variance of activations: He et al. 2015 (eq. 10) for rectifier-like ones, Glorot, Bengio 2010 (eq. 16) for tanh. */
function weightBound({ inputs, outputs, start, activation }: DenseSite): number {
  if (start === 'zero') return 0;
  if (start === 'small') return SMALL;
  return activation === 'tanh' ? Math.sqrt(6 / (inputs + outputs)) : Math.sqrt(6 / Math.max(1, inputs));
}

function uniform(shape: readonly number[], bound: number): ParameterSpec['initialize'] {
  return (random) => {
    const values = new Float32Array(sizeOf(shape));
    if (bound === 0) return values;
    random.fillUniform(values);
    return values.map((u) => (2 * u - 1) * bound);
  };
}

/** x·weight + bias, [B, inputs] → [B, outputs]. */
export function dense(name: string, x: Tensor, scope: Scope): Tensor {
  return linear(x, scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`));
}

/** A conditioner's input with the context beside it. */
export function withContext(x: Tensor, scope: Scope): Tensor {
  return scope.context === null ? x : concat([x, scope.context], 1);
}
