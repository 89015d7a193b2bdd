import * as z from 'zod';
import type { Conditioner, ConditionerSite } from '../conditioner-definition.ts';
import { activate } from './activations.ts';
import { activationKey, hiddenLayersKey } from './conditioner-keys.ts';
import { withContext } from './context.ts';
import { defineConditioner } from './define-conditioner.ts';
import { dense, denseParameters } from './dense.ts';

export const mlpSchema = z.strictObject({ hidden: hiddenLayersKey, activation: activationKey });

type Config = z.infer<typeof mlpSchema>;

export const mlp = defineConditioner<Config>({
  type: 'mlp',
  documentation: {
    summary: 'Fully connected layers.',
    formula: 'a_{l+1} = φ(a_l·W_l + b_l),  a_0 = (x, context); the last layer is linear and starts at zero',
    logDet: null,
    reference: null,
  },
  schema: mlpSchema,
  kind: 'vector',
  build: buildMlp,
});

/** Parameters `layer0.weight` [I, O], `layer0.bias` [O], `layer1.…` … */
function buildMlp({ hidden, activation }: Config, site: ConditionerSite): Conditioner {
  const { outputStart = 'zero' } = site;
  const widths = [site.inputSize + site.contextSize, ...hidden, site.outputSize];
  const last = hidden.length;
  return {
    parameters: widths.slice(1).flatMap((outputs, layer) =>
      denseParameters({
        name: `layer${layer}`,
        inputs: widths[layer]!,
        outputs,
        start: layer === last ? outputStart : layer === 0 ? 'input' : 'hidden',
      }),
    ),
    apply(x, scope) {
      let a = withContext(x, scope);
      for (let layer = 0; layer < last; layer++) a = activate(activation, dense(`layer${layer}`, a, scope));
      return dense(`layer${last}`, a, scope);
    },
  };
}
