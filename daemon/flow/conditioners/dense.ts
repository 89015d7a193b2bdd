/** Linear layers of the conditioners: their parameters with initial values, and their application. */
import { linear } from '../../tensor/ops/matmul.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { ParameterSpec, Scope } from '../definition.ts';

/** input: reads coordinates; hidden: any later layer; small: initially near zero; zero: initially zero. */
export type StartValues = 'input' | 'hidden' | 'small' | 'zero';

interface DenseSite {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly start: StartValues;
}

/** Chosen by measurement over all activations: docs/measurements/initialization.md. */
const REACH = { input: 3, hidden: 1 } as const;
const SMALL = 1e-3;

/** `<name>.weight` [inputs, outputs] and `<name>.bias` [outputs]. */
export function denseParameters(site: DenseSite): readonly [weight: ParameterSpec, bias: ParameterSpec] {
  const { name, inputs, outputs } = site;
  const bounds = boundsOf(site);
  const common = { trainable: true, dtype: 'float' } as const;
  return [
    {
      ...common,
      name: `${name}.weight`,
      shape: [inputs, outputs],
      decay: true,
      initialize: uniform([inputs, outputs], bounds.weight),
    },
    {
      ...common,
      name: `${name}.bias`,
      shape: [outputs],
      decay: false,
      initialize: uniform([outputs], bounds.bias),
    },
  ];
}

/**
 * U(±3/√fan-in) for layers that read coordinates, so that their kinks spread over the standardized data, and
 * U(±1/√fan-in) after them, for weights and biases alike.
 */
function boundsOf({ inputs, start }: DenseSite): { readonly weight: number; readonly bias: number } {
  if (start === 'zero') return { weight: 0, bias: 0 };
  if (start === 'small') return { weight: SMALL, bias: 0 };
  const bound = REACH[start] / Math.sqrt(Math.max(1, inputs));
  return { weight: bound, bias: bound };
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
