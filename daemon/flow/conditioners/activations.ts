/** Nonlinearities of the conditioners, made of operations that exist in every runtime. */
import { add, mul, sub } from '../../tensor/ops/arithmetic.ts';
import { silu } from '../../tensor/ops/composite.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { maximum, minimum } from '../../tensor/ops/select.ts';
import { exp, relu, tanh } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';

export const ACTIVATION_NAMES = ['relu', 'tanh', 'elu', 'gelu', 'silu', 'leaky-relu'] as const;

export type ActivationName = (typeof ACTIVATION_NAMES)[number];

const LEAKY_SLOPE = 0.01;

/**
 * How far the start values of the layer before an activation reach: weights and biases are U(±gain/√fan-in). Gain 1 is what
 * PyTorch draws. `input` is for layers that read the flow's coordinates and context, `hidden` for those that read units.
 */
interface StartGains {
  readonly input: number;
  readonly hidden: number;
}

interface Activation {
  readonly apply: (x: Tensor) => Tensor;
  /** Chosen by measurement: docs/decisions/start-values.md. */
  readonly start: StartGains;
}

const ACTIVATIONS: Readonly<Record<ActivationName, Activation>> = {
  relu: { apply: relu, start: { input: 3, hidden: 1 } },
  tanh: { apply: tanh, start: { input: 3, hidden: 1 } },
  // The exponent is limited to 0, or large x would overflow in the branch that relu covers.
  elu: { apply: (x) => add(relu(x), sub(exp(minimum(x, scalar(0))), scalar(1))), start: { input: 3, hidden: 1 } },
  gelu: { apply: gelu, start: { input: 3, hidden: 1 } },
  silu: { apply: silu, start: { input: 3, hidden: 1 } },
  'leaky-relu': { apply: (x) => maximum(x, mul(x, scalar(LEAKY_SLOPE))), start: { input: 3, hidden: 1 } },
};

export function activate(name: ActivationName, x: Tensor): Tensor {
  return ACTIVATIONS[name].apply(x);
}

/** Bound of the uniform start values of a layer with `inputs` inputs that feeds this activation. */
export function startBound(name: ActivationName, reads: keyof StartGains, inputs: number): number {
  return ACTIVATIONS[name].start[reads] / Math.sqrt(Math.max(1, inputs));
}

/** The tanh form (Hendrycks, Gimpel 2016, section 2): the runtimes have no error function in float64. */
function gelu(x: Tensor): Tensor {
  const cubic = add(mul(mul(mul(x, x), x), scalar(0.044715)), x);
  return mul(mul(x, scalar(0.5)), add(tanh(mul(cubic, scalar(Math.sqrt(2 / Math.PI)))), scalar(1)));
}
