/** Trains a spec of the plane briefly, to show at once what its layers do. Nothing is saved. */
import * as z from 'zod';
import { count, notFinite, number, unit } from '../common.ts';
import { arrayReference } from './array-reference.ts';
import { defineMethod, defineNotification } from './method.ts';
import { specParameter } from './spec-parameter.ts';

const cells = z.int().min(8).max(256);
const panel = z.string().min(1).max(256);

/**
 * Answers when training ends; until then it sends `preview/update`. The next request of the same panel supersedes it.
 */
export const previewTrain = defineMethod(
  'preview/train',
  z.strictObject({
    spec: specParameter,
    panel,
    /** Time for training and pictures, from the first step. */
    seconds: z.number().min(0.05).max(2).default(2),
    density: z.strictObject({ width: cells, height: cells }).default({ width: 96, height: 96 }),
    /** Number of samples in a picture. */
    samples: z.int().min(0).max(10_000).default(1000),
    /** Time between two pictures. */
    everyMilliseconds: z.int().min(50).max(2000).default(250),
  }),
  z.strictObject({
    step: count,
    /** Loss of the last training steps, data units; null before the first. */
    loss: number,
    seconds: z.number(),
    reason: z.enum(['time', 'converged', 'steps']),
    /** Share of the parameters that continued from the panel's last preview; 0 if fresh ones were a better start. */
    warm: z.number().min(0).max(1),
    /** Lowest possible loss, if it is known. */
    floor: z.strictObject({ nll: z.number() }).nullable(),
    unit,
  }),
);

/** Over the first validation rows, `n`; `n` is absent in answers of older daemons. */
export const previewValidation = z.strictObject({ nll: number, se: number, n: count.optional(), notFinite });

export const previewUpdate = defineNotification(
  'preview/update',
  z.strictObject({
    panel,
    /** Ascending within a panel; a picture of an older request is never sent after one of a newer. */
    request: z.int().min(1),
    /** Training steps so far; 0 is the flow before training. */
    step: count,
    steps: count,
    loss: number,
    validation: previewValidation.nullable(),
    /** Seconds from the first step. */
    elapsed: z.number(),
    unit,
    warm: z.number().min(0).max(1),
    columns: z.array(z.string()),
    extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    /** float32 [height, width], smallest y first: log q at the cell centers, data units. */
    density: arrayReference,
    /** float32 [samples, 2], data units. */
    samples: arrayReference,
    /** float32 [rows, 2]: at most 2000 training rows, with the first picture of a request; else null. */
    rows: arrayReference.nullable(),
  }),
);
