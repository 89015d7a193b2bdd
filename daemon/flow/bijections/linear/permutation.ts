import * as z from 'zod';
import { constant } from '../../../tensor/ops/leaf.ts';
import { take } from '../../../tensor/ops/take.ts';
import { movedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { movedImage } from '../domains.ts';
import { resolvedOrder } from '../layer-keys.ts';
import { vectorShape } from '../shapes.ts';
import { inverseOrder } from './orders.ts';

export const permutationSchema = z.strictObject({
  order: z
    .union([z.enum(['reverse', 'random']), z.array(z.int().min(0)).min(1)])
    .default('reverse')
    .describe('Index of the input that each output takes: "reverse", "random", or a list of 0-based indices.'),
  seed: z.int().min(0).default(0).describe('Seed of order "random".'),
});

type Config = z.infer<typeof permutationSchema>;

export const permutation = defineLayer<Config>({
  type: 'permutation',
  documentation: {
    summary: 'Reorders the dimensions by a fixed permutation.',
    formula: 'z_j = x_order(j)',
    logDet: '0',
    reference: null,
  },
  schema: permutationSchema,
  traits: { order: 'rearrangement' },
  inverse: 'closed',
  shape: vectorShape('permutation'),
  domain: ({ order }, input) => movedImage(resolvedOrder(order), input),
  inverseDomain: ({ order }, output) => movedImage(inverseOrder(resolvedOrder(order)), output),
  coordinates: ({ order }) => movedCoordinates(resolvedOrder(order)),
  build: ({ order }) => {
    const indices = resolvedOrder(order);
    const back = inverseOrder(indices);
    const logDet = constant([0], [1]);
    return {
      parameters: [],
      forward: (x) => ({ value: take(x, indices, 1), logDet }),
      inverse: (z) => ({ value: take(z, back, 1), logDet }),
    };
  },
});
