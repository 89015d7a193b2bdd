import * as z from 'zod';
import type { AnyConditionerSite, Conditioner } from '../conditioner-definition.ts';
import { activate } from './activations.ts';
import { activationKey, channelsKey, kernelSize } from './conditioner-keys.ts';
import { withContext } from './context.ts';
import { convolution, convolutionParameters, pixelsOf } from './convolution.ts';
import { defineConditioner } from './define-conditioner.ts';

export const convnetSchema = z.strictObject({
  channels: channelsKey,
  kernels: z.array(kernelSize).min(1).max(16).default([3, 1, 3]).describe('Kernel sizes of the convolutions, odd.'),
  activation: activationKey,
});

type Config = z.infer<typeof convnetSchema>;

export const convnet = defineConditioner<Config>({
  type: 'convnet',
  documentation: {
    summary: 'Convolutions that keep height and width.',
    formula: 'a_{l+1} = φ(conv(a_l)); the last convolution starts at zero',
    logDet: null,
    reference: 'Kingma, Dhariwal: Glow (NeurIPS 2018), appendix B',
  },
  schema: convnetSchema,
  kind: 'image',
  build: buildConvnet,
});

/** Parameters `layer0.weight` [k, k, I, O], `layer0.bias` [O], `layer1.…` … */
function buildConvnet({ channels, kernels, activation }: Config, site: AnyConditionerSite): Conditioner {
  const { outputStart = 'zero' } = site;
  const last = kernels.length - 1;
  const pixels = pixelsOf(site);
  return {
    parameters: kernels.flatMap((kernel, layer) =>
      convolutionParameters({
        name: `layer${layer}`,
        kernel,
        inputs: layer === 0 ? site.inputSize + site.contextSize : channels,
        outputs: layer === last ? site.outputSize : channels,
        pixels,
        start: layer === last ? outputStart : 'hidden',
      }),
    ),
    apply(x, scope) {
      let a = withContext(x, scope);
      for (let layer = 0; layer < last; layer++) a = activate(activation, convolution(`layer${layer}`, a, scope));
      return convolution(`layer${last}`, a, scope);
    },
  };
}
