/** Activation functions of the conditioners, composed of operations that every runtime has. */
import { add, mul, sub } from '../../tensor/ops/arithmetic.ts';
import { silu } from '../../tensor/ops/composite.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { maximum, minimum } from '../../tensor/ops/select.ts';
import { exp, relu, tanh } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';

export const ACTIVATION_NAMES = ['relu', 'tanh', 'elu', 'gelu', 'silu', 'leaky-relu'] as const;

export type ActivationName = (typeof ACTIVATION_NAMES)[number];

const LEAKY_SLOPE = 0.01;

const FUNCTIONS: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  relu,
  tanh,
  // The exponent is limited to 0, because a large x would overflow in the branch that relu covers.
  elu: (x) => add(relu(x), sub(exp(minimum(x, scalar(0))), scalar(1))),
  gelu,
  silu,
  'leaky-relu': (x) => maximum(x, mul(x, scalar(LEAKY_SLOPE))),
};

export function activate(name: ActivationName, x: Tensor): Tensor {
  return FUNCTIONS[name](x);
}

/** The tanh form (Hendrycks, Gimpel 2016, section 2): the runtimes have no error function in float64. */
function gelu(x: Tensor): Tensor {
  const cubic = add(mul(mul(mul(x, x), x), scalar(0.044715)), x);
  return mul(mul(x, scalar(0.5)), add(tanh(mul(cubic, scalar(Math.sqrt(2 / Math.PI)))), scalar(1)));
}
