/** Trains a spec of the plane briefly, to show at once what its layers do. Nothing is saved. */
import * as z from 'zod/mini';
import { count, notFinite, number, unit } from '../common.ts';
import { arrayReference } from './array-reference.ts';
import { defineMethod, defineNotification } from './method.ts';
import { specParameter } from './spec-parameter.ts';

/** The previews of all windows share a process. */
export const MOST_PREVIEW_SECONDS = 30;

const cells = z.int().check(z.minimum(8), z.maximum(256));
const panel = z.string().check(z.minLength(1), z.maxLength(256));

/**
 * Answers when training ends; until then it sends `preview/update`. The next request of the same panel supersedes it.
 */
export const previewTrain = defineMethod(
  'preview/train',
  z.strictObject({
    spec: specParameter,
    panel,
    /** Time for training and pictures, from the first step of the request. */
    seconds: z._default(z.number().check(z.minimum(0.05), z.maximum(MOST_PREVIEW_SECONDS)), 2),
    /**
     * Goes on where the last preview of the panel ended, whether it has converged or not. If that was of another spec, or the
     * daemon has forgotten it, the preview starts as usual.
     */
    continue: z._default(z.boolean(), false),
    density: z._default(z.strictObject({ width: cells, height: cells }), { width: 96, height: 96 }),
    /** Number of samples in a picture. */
    samples: z._default(z.int().check(z.minimum(0), z.maximum(10_000)), 1000),
    /** Time between two pictures. */
    everyMilliseconds: z._default(z.int().check(z.minimum(50), z.maximum(2000)), 250),
  }),
  z.strictObject({
    step: count,
    /** Loss of the last training steps, data units; null before the first. */
    loss: number,
    seconds: z.number(),
    reason: z.enum(['time', 'converged', 'steps']),
    /** Share of the parameters that continued from the panel's last preview; 0 if fresh ones were a better start. */
    warm: z.number().check(z.minimum(0), z.maximum(1)),
    /** Lowest possible loss, if it is known. */
    floor: z.nullable(z.strictObject({ nll: z.number() })),
    unit,
  }),
);

/** Over the first validation rows, `n`; `n` is absent in answers of older daemons. */
export const previewValidation = z.strictObject({ nll: number, se: number, n: z.optional(count), notFinite });

export const previewUpdate = defineNotification(
  'preview/update',
  z.strictObject({
    panel,
    /** Ascending within a panel; a picture of an older request is never sent after one of a newer. */
    request: z.int().check(z.minimum(1)),
    /** Training steps so far; 0 is the flow before training. */
    step: count,
    steps: count,
    loss: number,
    validation: z.nullable(previewValidation),
    /** Seconds from the first step. */
    elapsed: z.number(),
    unit,
    warm: z.number().check(z.minimum(0), z.maximum(1)),
    columns: z.array(z.string()),
    extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    /** float32 [height, width], smallest y first: log q at the cell centers, data units. */
    density: arrayReference,
    /** float32 [samples, 2], data units. */
    samples: arrayReference,
    /** float32 [rows, 2]: at most 2000 training rows, with the first picture of a request; else null. */
    rows: z.nullable(arrayReference),
  }),
);
