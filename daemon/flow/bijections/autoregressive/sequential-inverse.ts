import { sum } from '../../../tensor/ops/arithmetic.ts';
import { constant } from '../../../tensor/ops/leaf.ts';
import { scan } from '../../../tensor/ops/scan.ts';
import { where } from '../../../tensor/ops/select.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { ParameterSpec, Scope, Transformed } from '../../definition.ts';

/** One network pass: computes all of x and log|∂x/∂z|, elementwise, from the known dimensions of x [B, D]. */
export type Pass = (x: Tensor, z: Tensor, scope: Scope) => { readonly value: Tensor; readonly logDerivative: Tensor };

/**
 * Inverse of an autoregressive layer: D passes in a loop, where pass k computes the dimension at position k. The others
 * keep their values (z at first): values that are not final must not grow, or 0·∞ would spoil masked sums.
 */
export function sequentialInverse(
  z: Tensor,
  order: readonly number[],
  parameters: readonly ParameterSpec[],
  scope: Scope,
  pass: Pass,
): Transformed {
  const dimension = order.length;
  const turns = new Float64Array(dimension * dimension);
  for (const [d, position] of order.entries()) turns[position * dimension + d] = 1;
  const names = parameters.map(({ name }) => name);
  const { carry } = scan({
    init: [z, z],
    scanned: [constant(turns, [dimension, dimension])],
    invariant: [z, ...names.map((name) => scope.parameter(name)), ...(scope.context ? [scope.context] : [])],
    length: dimension,
    body: ([x, logDerivative], [turn], [target, ...bound]) => {
      const inner: Scope = {
        ...scope,
        parameter: (name) => bound[names.indexOf(name)]!,
        context: scope.context ? bound.at(-1)! : null,
      };
      const next = pass(x!, target!, inner);
      return {
        carry: [where(turn!, next.value, x!), where(turn!, next.logDerivative, logDerivative!)],
        outputs: [],
      };
    },
  });
  return { value: carry[0]!, logDet: sum(carry[1]!, [1]) };
}
