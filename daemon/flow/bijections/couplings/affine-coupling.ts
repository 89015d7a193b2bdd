import * as z from 'zod';
import { couplingConditioner } from '../../conditioners/choices.ts';
import { couplingCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { conditionerKey, maskKey, resolvedMask, scaleKeys } from '../layer-keys.ts';
import { couplingShape } from '../shapes.ts';
import { affineTransform } from '../transforms/affine-transform.ts';
import { buildCoupling } from './coupling.ts';

export const affineCouplingSchema = z.strictObject({ mask: maskKey, conditioner: conditionerKey, ...scaleKeys });

type Config = z.infer<typeof affineCouplingSchema>;

export const affineCoupling = defineLayer<Config>({
  type: 'affine-coupling',
  documentation: {
    summary: 'Scales and shifts one part of the dimensions by amounts that a network computes from the other part.',
    formula: 'z_kept = x_kept;  z = x ⊙ exp(s(x_kept)) + t(x_kept)',
    logDet: 'Σ s(x_kept)',
    reference: 'Dinh, Sohl-Dickstein, Bengio: Density estimation using Real NVP (ICLR 2017), eq. 7–8',
  },
  schema: affineCouplingSchema,
  traits: { affine: 'masked', coupling: 'scale-and-shift', conditioned: true },
  inverse: 'closed',
  shape: couplingShape('affine-coupling'),
  domain: ({ mask }, input) => realOntoReal('affine-coupling', input, (i) => resolvedMask(mask)[i] === 0),
  coordinates: couplingCoordinates,
  conditioner: couplingConditioner,
  build: (config, site) => buildCoupling(config, site, affineTransform(config)),
});
