/** Strict schemas of the lines of `flowscope train --json`; the types are in train-events.ts. */
import * as z from 'zod/mini';
import { count, estimate, likelihood, notFinite, number, unit } from './common.ts';
import { dataProgressSchema } from './data-progress.ts';
import { dataReadingSchema } from './data-reading.ts';

const figures = {
  nll: number,
  se: number,
  n: count,
  effectiveSampleSize: z.optional(number),
  notFinite,
  unit,
  bitsPerDim: z.optional(number),
  gap: z.optional(estimate),
  gapBitsPerDim: z.optional(number),
};
const checkpoint = z.nullable(z.string());

const startEventSchema = z.strictObject({
  event: z.literal('start'),
  v: z.literal(1),
  runDir: z.string(),
  name: z.string(),
  resumedFrom: z.nullable(count),
  seed: count,
  steps: count,
  parameters: count,
  dimension: z.int().check(z.minimum(1)),
  bits: z.optional(z.int().check(z.minimum(1), z.maximum(8))),
  backend: z.string(),
  engine: z.optional(
    z.strictObject({
      device: z.string(),
      deviceKind: z.string(),
      devices: z.optional(z.int().check(z.minimum(2))),
      ranks: z.optional(z.int().check(z.minimum(2))),
      matmulPrecision: z.optional(z.string()),
      versions: z.record(z.string(), z.string()),
      reason: z.string(),
    }),
  ),
  threads: z.int().check(z.minimum(1)),
  rows: z.strictObject({ train: count, validation: count, test: count }),
  floor: z.nullable(z.strictObject({ nll: number, unit, bitsPerDim: z.optional(number) })),
  lowerBound: z.optional(z.literal(true)),
  likelihood,
  pseudoLikelihood: z.optional(z.literal(true)),
  data: z.optional(dataReadingSchema),
  setAside: z.optional(z.string()),
});

const doneEventSchema = z.strictObject({
  event: z.literal('done'),
  v: z.literal(1),
  runDir: z.string(),
  step: count,
  reason: z.enum(['completed', 'early-stopping']),
  elapsed: number,
  checkpoint: z.string(),
  parametersSha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  loss: number,
  bestStep: z.nullable(count),
  validation: z.nullable(z.strictObject(figures)),
  test: z.nullable(z.strictObject(figures)),
  warnings: z.optional(z.array(z.strictObject({ code: z.string(), message: z.string() }))),
});

export const trainEventSchema = z.discriminatedUnion('event', [
  z.extend(dataProgressSchema, { event: z.literal('preparing') }),
  z.strictObject({
    event: z.literal('backend'),
    backend: z.string(),
    what: z.enum(['starting', 'compiling']),
    seconds: z.number(),
  }),
  startEventSchema,
  z.strictObject({
    event: z.literal('step'),
    step: count,
    steps: count,
    loss: number,
    lossMean: number,
    unit: z.nullable(unit),
    learningRate: number,
    gradientNorm: number,
    samplesPerSecond: number,
    elapsed: number,
    eta: number,
    skipped: count,
    objectives: z.optional(z.array(z.strictObject({ name: z.string(), loss: number, gradientNorm: number }))),
    terms: z.optional(z.record(z.string(), number)),
  }),
  z.strictObject({ event: z.literal('layers'), step: count, base: number, layers: z.array(number) }),
  z.strictObject({ event: z.literal('validation'), step: count, ...figures, best: z.boolean() }),
  z.strictObject({
    event: z.literal('checkpoint'),
    step: count,
    path: z.string(),
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    best: z.boolean(),
  }),
  z.strictObject({ event: z.literal('warning'), step: count, code: z.string(), message: z.string() }),
  z.strictObject({
    event: z.literal('paused'),
    step: count,
    reason: z.enum(['disk-full', 'user']),
    message: z.string(),
  }),
  z.strictObject({ event: z.literal('resumed'), step: count, attempt: count }),
  doneEventSchema,
  z.strictObject({ event: z.literal('interrupted'), runDir: z.string(), step: count, checkpoint }),
  z.strictObject({
    event: z.literal('failed'),
    runDir: z.string(),
    step: count,
    code: z.string(),
    message: z.string(),
    checkpoint,
  }),
]);
