/** Keys that several layers share. */
import * as z from 'zod';
import type { ResolvedMask } from '../definition.ts';

const MASK_NAMES = [
  'alternate',
  'alternate-halves',
  'alternate-channels',
  'even',
  'odd',
  'first-half',
  'second-half',
  'checkerboard',
  'checkerboard-flipped',
  'channel',
  'channel-flipped',
] as const;

export const maskKey = z
  .union([z.enum(MASK_NAMES), z.array(z.union([z.literal(0), z.literal(1)])).min(1)])
  .default('alternate')
  .describe(
    'What the coupling keeps and its conditioner sees (1 = kept): a name, or a list of 0s and 1s per dimension (vector) or channel (image). `alternate` swaps the kept and the transformed part at every use.',
  );

export const conditionerKey = z
  .union([z.string().min(1), z.looseObject({ type: z.string() })])
  .optional()
  .describe('The network that computes the parameters: a name from `conditioners`, or an object with `type`.');

export const orderKey = z
  .enum(['alternate', 'natural', 'reverse', 'random'])
  .default('alternate')
  .describe('In which order the dimensions are conditioned on each other; `alternate` reverses at every use.');

export const scaleKeys = {
  scale: z
    .enum(['tanh', 'sigmoid'])
    .default('tanh')
    .describe(
      'How the log-scale s is computed from the output a of the network. tanh: s = c·tanh(a/c); sigmoid: s = log σ(a + 2), at least −16.',
    ),
  scaleBound: z
    .number()
    .gt(0)
    .max(20)
    .default(3)
    .describe('c: the largest |s| with scale "tanh", which keeps the scale within e^−c … e^c.'),
};

const minimum = (what: string) =>
  z.number().gt(0).max(0.01).default(1e-3).describe(`Smallest ${what}, a guard against degenerate bins.`);

export const splineKeys = {
  bins: z.int().min(2).max(64).default(8).describe('Number of bins K of the spline.'),
  bound: z.number().gt(0).max(1e6).default(3).describe('B: the spline acts on [−B, B].'),
  tails: z
    .enum(['linear', 'circular'])
    .default('linear')
    .describe(
      'Behavior outside [−B, B]. linear: the identity; circular: −B and B are the same angle, so there is no outside.',
    ),
  minWidth: minimum('width of a bin, as a fraction of 2B'),
  minHeight: minimum('height of a bin, as a fraction of 2B'),
  minDerivative: minimum('derivative at a knot'),
};

export interface SplineConfig {
  readonly bins: number;
  readonly bound: number;
  readonly tails: 'linear' | 'circular';
  readonly minWidth: number;
  readonly minHeight: number;
  readonly minDerivative: number;
}

/** The 0/1 list with which the resolver replaced a mask's name. */
export function resolvedMask(mask: unknown): ResolvedMask {
  if (!Array.isArray(mask)) throw new Error('the mask was not resolved to a list');
  return mask as unknown as ResolvedMask;
}

/** The index list with which the resolver replaced an order's name. */
export function resolvedOrder(order: unknown): readonly number[] {
  if (!Array.isArray(order)) throw new Error('the order was not resolved to a list');
  return order as readonly number[];
}
