import * as z from 'zod';
import { mul } from '../../tensor/ops/arithmetic.ts';
import { constant } from '../../tensor/ops/leaf.ts';
import { maskedGradient } from '../../tensor/ops/masked-gradient.ts';
import { linear } from '../../tensor/ops/matmul.ts';
import type { AnyConditionerSite, Conditioner } from '../conditioner-definition.ts';
import { activate } from './activations.ts';
import { activationKey, hiddenLayersKey } from './conditioner-keys.ts';
import { withContext } from './context.ts';
import { defineConditioner } from './define-conditioner.ts';
import { denseParameters } from './dense.ts';
import { madeMasks } from './made-masks.ts';

export const maskedMlpSchema = z.strictObject({ hidden: hiddenLayersKey, activation: activationKey });

type Config = z.infer<typeof maskedMlpSchema>;

export const maskedMlp = defineConditioner<Config>({
  type: 'masked-mlp',
  documentation: {
    summary:
      'Fully connected layers with masked weights: outputs of a dimension see only the dimensions before it. All outputs see the context.',
    formula: 'a_{l+1} = φ(a_l·(W_l ∘ M_l) + b_l); the last layer is linear and starts at zero',
    logDet: null,
    reference: 'Germain, Gregor, Murray, Larochelle: MADE (ICML 2015), eq. 8–13',
  },
  schema: maskedMlpSchema,
  kind: 'masked',
  build: buildMaskedMlp,
});

/** The same parameters as `mlp`; masked weights get no gradient and have no effect. While training, they are zero. */
function buildMaskedMlp({ hidden, activation }: Config, site: AnyConditionerSite): Conditioner {
  if (!('order' in site)) throw new Error('masked-mlp needs an autoregressive order');
  const { inputSize, contextSize, outputSize, order, perDimension } = site;
  const widths = [inputSize + contextSize, ...hidden, outputSize];
  const last = hidden.length;
  const shapes = widths.slice(1).map((width, layer) => [widths[layer]!, width] as const);
  // Masks are as large as the weights, so they are created when a graph is built, not when parameters are counted.
  let made: ReturnType<typeof madeMasks> | null = null;
  const maskOf = (layer: number) => {
    made ??= madeMasks({ inputs: inputSize, context: contextSize, hidden, perDimension }, order);
    return made[layer]!;
  };
  return {
    parameters: shapes.flatMap(([inputs, outputs], layer) => {
      const start = layer === last ? 'zero' : layer === 0 ? 'input' : 'hidden';
      const [weight, bias] = denseParameters({ name: `layer${layer}`, inputs, outputs, start });
      return [{ ...weight, mask: () => maskOf(layer) }, bias];
    }),
    apply(x, scope) {
      const layer = (index: number, a: typeof x) => {
        const mask = constant(maskOf(index), shapes[index]!);
        const weight = (scope.masked ? maskedGradient : mul)(scope.parameter(`layer${index}.weight`), mask);
        return linear(a, weight, scope.parameter(`layer${index}.bias`));
      };
      let a = withContext(x, scope);
      for (let index = 0; index < last; index++) a = activate(activation, layer(index, a));
      return layer(last, a);
    },
  };
}
