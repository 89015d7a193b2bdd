import * as z from 'zod';
import { sizeOf } from '../../../tensor/tensor.ts';
import { mixedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { vectorShape } from '../shapes.ts';
import { buildLu } from './lu.ts';

export const linearSchema = z.strictObject({
  kind: z
    .enum(['lu', 'orthogonal', 'householder'])
    .meta({ notAvailable: ['orthogonal', 'householder'] })
    .default('lu')
    .describe(
      'How the matrix is parameterized. lu: triangular factors; orthogonal; householder: a product of reflections.',
    ),
  reflections: z
    .int()
    .min(1)
    .optional()
    .describe('Number of Householder reflections (kind "householder"); default: min(D, 8).'),
  bias: z.boolean().default(true).describe('Whether a learned shift is added.'),
});

type Config = z.infer<typeof linearSchema>;

/** Default number of reflections in a Householder product; more than D would add nothing. */
const MOST_PRESET_REFLECTIONS = 8;

export const linear = defineLayer<Config>({
  type: 'linear',
  documentation: {
    summary: 'Mixes all dimensions by a learned invertible matrix; starts as the identity.',
    formula: 'z = x·L·U + b (x a row; L unit lower triangular, U upper triangular with diagonal exp(d))',
    logDet: 'Σ d',
    reference:
      'Oliva et al.: Transformation Autoregressive Networks (ICML 2018); Kingma, Dhariwal: Glow (NeurIPS 2018), section 3.2',
  },
  schema: linearSchema,
  inverse: 'closed',
  presets: ({ kind, reflections }, input) =>
    kind === 'householder' && reflections === undefined
      ? { reflections: Math.min(sizeOf(input), MOST_PRESET_REFLECTIONS) }
      : {},
  shape: vectorShape('linear'),
  domain: (_config, input) => realOntoReal('linear', input),
  coordinates: (_config, shape) => mixedCoordinates(shape),
  unavailable: ({ kind }) => (kind === 'lu' ? null : { what: `kind "${kind}"`, instead: { kind: 'lu' } }),
  build: buildLu,
});
