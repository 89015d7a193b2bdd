/** A map of the last latent to N(0, 1) whose mean and scale a network computes from the context. */
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { elementwiseCoordinates } from '../bijections/coordinate-flows.ts';
import { defineLayer } from '../bijections/define-layer.ts';
import { realOntoReal } from '../bijections/domains.ts';
import { anyShape } from '../bijections/shapes.ts';
import { sumPerSample } from '../bijections/sum-per-sample.ts';
import { standardization } from '../bijections/transforms/standardization.ts';
import { buildConditioner } from '../conditioners/build-conditioner.ts';
import type { BaseDefinition, Bijection, Direction, LayerDefinition, Scope, Site } from '../definition.ts';

interface Config {
  readonly conditioner: unknown;
}

/** ε = (z − μ(c))/σ(c) in every coordinate, log|det| = −Σ log σ(c). */
export function contextStep(
  base: Pick<BaseDefinition, 'type' | 'documentation' | 'conditioner'>,
  schema: LayerDefinition<Config>['schema'],
): LayerDefinition {
  const { type, documentation, conditioner } = base;
  return defineLayer({
    ...{ type, documentation, schema },
    traits: { affine: 'elementwise', conditioned: true },
    inverse: 'closed',
    shape: anyShape,
    domain: (_config, input) => realOntoReal(type, input),
    coordinates: (_config, shape) => elementwiseCoordinates(shape),
    ...(conditioner && { conditioner: { kinds: conditioner.kinds, default: () => conditioner.default } }),
    build,
  });
}

function build(config: Config, { inputShape, contextSize }: Site): Bijection {
  const size = sizeOf(inputShape);
  // The context is all that the network sees, so it is its input.
  const outputSize = standardization.outputSize(size);
  const network = buildConditioner(config.conditioner, { inputSize: contextSize, contextSize: 0, outputSize });
  const apply = (direction: Direction) => (x: Parameters<Bijection['forward']>[0], scope: Scope) => {
    const { context } = scope;
    if (context === null) throw new Error('a step that depends on the context needs one');
    const flat = reshape(x, [x.shape[0]!, size]);
    const found = standardization[direction](flat, network.apply(context, { ...scope, context: null }));
    return { value: reshape(found.value, x.shape), logDet: sumPerSample(found.logDerivative!) };
  };
  return { parameters: network.parameters, forward: apply('forward'), inverse: apply('inverse') };
}
