import * as z from 'zod';
import { add } from '../../tensor/ops/arithmetic.ts';
import type { Conditioner, ConditionerSite } from '../conditioner-definition.ts';
import { activate } from './activations.ts';
import { activationKey } from './conditioner-keys.ts';
import { withContext } from './context.ts';
import { defineConditioner } from './define-conditioner.ts';
import { dense, denseParameters } from './dense.ts';

export const resnetSchema = z.strictObject({
  hidden: z.int().min(1).max(8192).default(64).describe('Width of the residual stream.'),
  blocks: z.int().min(1).max(64).default(2).describe('Number of residual blocks.'),
  activation: activationKey,
});

type Config = z.infer<typeof resnetSchema>;

export const resnet = defineConditioner<Config>({
  type: 'resnet',
  documentation: {
    summary: 'A linear layer into a residual stream, residual blocks of two layers each, and a linear output layer.',
    formula: 'h ← h + φ(φ(h)·W₁ + b₁)·W₂ + b₂ per block; the last layer is linear and starts at zero',
    logDet: null,
    reference:
      'He, Zhang, Ren, Sun: Identity Mappings in Deep Residual Networks (ECCV 2016); Durkan et al.: Neural Spline Flows (NeurIPS 2019), section 5',
  },
  schema: resnetSchema,
  kind: 'vector',
  build: buildResnet,
});

/** Parameters `input.*`, `block0.linear0.*`, `block0.linear1.*`, …, `output.*`, each with weight [I, O] and bias [O]. */
function buildResnet({ hidden, blocks, activation }: Config, site: ConditionerSite): Conditioner {
  const { outputStart = 'zero' } = site;
  const inputs = site.inputSize + site.contextSize;
  const common = { inputs: hidden, outputs: hidden };
  const names = Array.from(
    { length: blocks },
    (_, block) => [`block${block}.linear0`, `block${block}.linear1`] as const,
  );
  return {
    parameters: [
      ...denseParameters({ ...common, name: 'input', inputs, start: 'input' }),
      ...names.flatMap(([first, second]) => [
        ...denseParameters({ ...common, name: first, start: 'hidden' }),
        // Blocks start near zero, so that depth does not change the scale of the residual stream.
        ...denseParameters({ ...common, name: second, start: 'small' }),
      ]),
      ...denseParameters({ ...common, name: 'output', outputs: site.outputSize, start: outputStart }),
    ],
    apply(x, scope) {
      let h = dense('input', withContext(x, scope), scope);
      for (const [first, second] of names) {
        const inner = dense(first, activate(activation, h), scope);
        h = add(h, dense(second, activate(activation, inner), scope));
      }
      return dense('output', h, scope);
    },
  };
}
