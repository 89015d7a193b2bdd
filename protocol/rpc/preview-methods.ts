/** A throw-away training of a spec of the plane, to see at once what its layers do. Nothing of it is kept. */
import * as z from 'zod';
import { count, notFinite, number, unit } from '../common.ts';
import { arrayReference } from './array-reference.ts';
import { defineMethod, defineNotification } from './method.ts';
import { specParameter } from './spec-parameter.ts';

const cells = z.int().min(8).max(256);
const panel = z.string().min(1).max(256);

/** Answers when the training is over; meanwhile `preview/update` comes. The next one of the same panel supersedes it. */
export const previewTrain = defineMethod(
  'preview/train',
  z.strictObject({
    spec: specParameter,
    panel,
    /** Of training and pictures, from the first step on. */
    seconds: z.number().min(0.05).max(2).default(2),
    density: z.strictObject({ width: cells, height: cells }).default({ width: 96, height: 96 }),
    /** Samples of a picture. */
    samples: z.int().min(0).max(10_000).default(1000),
    /** Between two pictures. */
    everyMilliseconds: z.int().min(50).max(2000).default(250),
  }),
  z.strictObject({
    step: count,
    /** Of the last training steps, data units; null before the first. */
    loss: number,
    seconds: z.number(),
    reason: z.enum(['time', 'converged', 'steps']),
    /** Share of the parameters that began where the panel's last preview ended; 0 where fresh ones are the better start. */
    warm: z.number().min(0).max(1),
    /** Lowest reachable loss, where it is known. */
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
    /** Training steps behind this picture; 0 is the flow before training. */
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
    /** float32 [height, width], smallest y first: log q at the cells' centres, data units. */
    density: arrayReference,
    /** float32 [samples, 2], data units. */
    samples: arrayReference,
    /** float32 [rows, 2]: at most 2000 training rows, with the first picture of a request; else null. */
    rows: arrayReference.nullable(),
  }),
);
