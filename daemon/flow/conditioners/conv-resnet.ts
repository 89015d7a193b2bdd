import * as z from 'zod';
import { add } from '../../tensor/ops/arithmetic.ts';
import type { AnyConditionerSite, Conditioner } from '../conditioner-definition.ts';
import { activate } from './activations.ts';
import { activationKey, channelsKey, kernelSize } from './conditioner-keys.ts';
import { withContext } from './context.ts';
import { convolution, convolutionParameters, pixelsOf } from './convolution.ts';
import { defineConditioner } from './define-conditioner.ts';

export const convResnetSchema = z.strictObject({
  channels: channelsKey,
  blocks: z.int().min(1).max(64).default(4).describe('Number of residual blocks.'),
  kernel: kernelSize.default(3).describe('Kernel size of the convolutions, odd.'),
  activation: activationKey,
});

type Config = z.infer<typeof convResnetSchema>;

export const convResnet = defineConditioner<Config>({
  type: 'conv-resnet',
  documentation: {
    summary:
      'A residual network of convolutions that keep height and width: an input convolution, residual blocks of two convolutions each, and a 1 × 1 output convolution.',
    formula: 'h ← h + conv(φ(conv(φ(h)))) per block; the last convolution starts at zero',
    logDet: null,
    reference: 'Dinh, Sohl-Dickstein, Bengio: Density estimation using Real NVP (ICLR 2017), section 4.1',
  },
  schema: convResnetSchema,
  kind: 'image',
  build: buildConvResnet,
});

/** Parameters `input.*`, `block0.conv0.*`, `block0.conv1.*`, …, `output.*`, each with weight [k, k, I, O] and bias [O]. */
function buildConvResnet({ channels, blocks, kernel, activation }: Config, site: AnyConditionerSite): Conditioner {
  const { outputStart = 'zero' } = site;
  const inputs = site.inputSize + site.contextSize;
  const common = { kernel, inputs: channels, outputs: channels, pixels: pixelsOf(site) };
  const names = Array.from({ length: blocks }, (_, block) => [`block${block}.conv0`, `block${block}.conv1`] as const);
  return {
    parameters: [
      ...convolutionParameters({ ...common, name: 'input', inputs, start: 'hidden' }),
      ...names.flatMap(([first, second]) => [
        ...convolutionParameters({ ...common, name: first, start: 'hidden' }),
        // Blocks start near zero, so that depth does not change the scale of the residual stream.
        ...convolutionParameters({ ...common, name: second, start: 'small' }),
      ]),
      ...convolutionParameters({ ...common, name: 'output', kernel: 1, outputs: site.outputSize, start: outputStart }),
    ],
    apply(x, scope) {
      let h = convolution('input', withContext(x, scope), scope);
      for (const [first, second] of names) {
        const inner = convolution(first, activate(activation, h), scope);
        h = add(h, convolution(second, activate(activation, inner), scope));
      }
      return convolution('output', activate(activation, h), scope);
    },
  };
}
