/** The templates of `init`. */
import { eightGaussians } from './eight-gaussians.ts';
import { bigan, flowGan, gan } from './games.ts';
import { images } from './images.ts';
import type { SpecTemplate } from './spec-template.ts';
import { table } from './table.ts';
import { twoMoons } from './two-moons.ts';
import { vae } from './vae.ts';

export const specTemplates: readonly SpecTemplate[] = [
  twoMoons,
  eightGaussians,
  table,
  images,
  vae,
  gan,
  bigan,
  flowGan,
];
