/** Models of several kinds on the same data, to be trained and compared. */
import { DIGITS_FILES, digitsBigan, digitsFlow, digitsGan, digitsVae } from './digits.ts';
import { eightGaussians } from './eight-gaussians.ts';
import { bigan, flowGan, gan } from './games.ts';
import type { SpecTemplate } from './spec-template.ts';
import { vae } from './vae.ts';

export interface ComparisonTemplate {
  /** Name of the data: the specs are DATA-KIND. */
  readonly data: string;
  readonly summary: string;
  /** In the order in which they are trained: what needs little time first. */
  readonly specs: readonly { readonly kind: string; readonly template: SpecTemplate }[];
  /** Of `examples`, which the specs read. */
  readonly files: readonly string[];
}

export const comparisonTemplates: readonly ComparisonTemplate[] = [
  {
    data: 'eight-gaussians',
    summary: 'eight separate modes in the plane, whose density is known: a flow, a VAE, a GAN, a BiGAN and a Flow-GAN.',
    specs: [
      { kind: 'flow', template: eightGaussians },
      { kind: 'vae', template: vae },
      { kind: 'gan', template: gan },
      { kind: 'bigan', template: bigan },
      { kind: 'flow-gan', template: flowGan },
    ],
    files: [],
  },
  {
    data: 'digits',
    summary: 'handwritten digits of 8 × 8 pixels: a flow, a VAE, a GAN and a BiGAN.',
    specs: [
      { kind: 'flow', template: digitsFlow },
      { kind: 'vae', template: digitsVae },
      { kind: 'gan', template: digitsGan },
      { kind: 'bigan', template: digitsBigan },
    ],
    files: DIGITS_FILES,
  },
];
