import * as z from 'zod';
import { couplingConditioner } from '../../conditioners/choices.ts';
import { couplingCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { conditionerKey, maskKey, resolvedMask } from '../layer-keys.ts';
import { couplingShape } from '../shapes.ts';
import { additiveTransform } from '../transforms/affine-transform.ts';
import { buildCoupling } from './coupling.ts';

export const additiveCouplingSchema = z.strictObject({ mask: maskKey, conditioner: conditionerKey });

type Config = z.infer<typeof additiveCouplingSchema>;

export const additiveCoupling = defineLayer<Config>({
  type: 'additive-coupling',
  documentation: {
    summary:
      'Shifts one part of the dimensions by amounts that a network computes from the other part; volume-preserving.',
    formula: 'z_kept = x_kept;  z = x + t(x_kept)',
    logDet: '0',
    reference: 'Dinh, Krueger, Bengio: NICE: Non-linear Independent Components Estimation (2014), section 3.2',
  },
  schema: additiveCouplingSchema,
  traits: { affine: 'masked', coupling: 'shift' },
  inverse: 'closed',
  shape: couplingShape('additive-coupling'),
  domain: ({ mask }, input) => realOntoReal('additive-coupling', input, (i) => resolvedMask(mask)[i] === 0),
  coordinates: couplingCoordinates,
  conditioner: couplingConditioner,
  build: (config, site) => buildCoupling(config, site, additiveTransform),
});
