/** Shared by couplings: a network on the kept elements gives the parameters of a map of the other elements. */
import { mul } from '../../../tensor/ops/arithmetic.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { buildConditioner } from '../../conditioners/build-conditioner.ts';
import { contextSizeFor } from '../../conditioners/context.ts';
import type { Bijection, Direction, Scope, Site } from '../../definition.ts';
import { meanPerSample, sumPerSample } from '../sum-per-sample.ts';
import type { ConditionedTransform } from '../transforms/conditioned-transform.ts';
import type { CouplingConfig } from './sides.ts';
import { sidesOf } from './sides.ts';

export function buildCoupling(config: CouplingConfig, site: Site, transform: ConditionedTransform): Bijection {
  const { input, moved, image, part, parametersOf } = sidesOf(config, site);
  const conditioner = buildConditioner(config.conditioner, {
    inputSize: input,
    contextSize: contextSizeFor(site, image !== null),
    outputSize: transform.outputSize(moved),
    ...(image ? { image } : {}),
  });
  const parameters = (seen: Tensor, scope: Scope) => parametersOf(conditioner.apply(seen, scope));
  const apply = (direction: Direction) => (x: Tensor, scope: Scope) => {
    const { seen, changing, join } = part(x);
    const { value, logDerivative } = transform[direction](changing, parameters(seen, scope));
    return { value: join(value), logDet: logDerivative ? sumPerSample(logDerivative) : constant([0], [1]) };
  };
  const elementLogDets = (x: Tensor, scope: Scope, direction: Direction) => {
    const { seen, changing } = part(x);
    const { logDerivative } = transform[direction](changing, parameters(seen, scope));
    const zeros = mul(x, scalar(0));
    return logDerivative ? part(zeros).join(logDerivative) : zeros;
  };
  const { outsideBound, pieces } = transform;
  return {
    parameters: conditioner.parameters,
    forward: apply('forward'),
    inverse: apply('inverse'),
    elementLogDets,
    ...(outsideBound ? { outsideBound: (x) => meanPerSample(outsideBound(part(x).changing)) } : {}),
    ...(pieces
      ? {
          pieces: {
            bound: pieces.bound,
            ends: (x, scope, direction) => {
              const { seen, join } = part(x);
              return pieces.ends(parameters(seen, scope), direction).map(join);
            },
          },
        }
      : {}),
  };
}
