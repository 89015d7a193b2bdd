import * as z from 'zod/mini';
import { count, likelihood, notFinite, number, runLabel, runNote, shape, unit } from './common.ts';

/** Over the rows with a finite log q. If there are others, `notFinite` counts them, and `n` counts all rows. */
const leftOut = { n: z.optional(count), notFinite };

export const runsResultSchema = z.strictObject({
  v: z.literal(1),
  runs: z.array(
    z.strictObject({
      id: z.string(),
      runDir: z.string(),
      name: z.string(),
      spec: z.string(),
      status: z.enum(['running', 'paused', 'finished', 'interrupted', 'failed']),
      step: count,
      steps: count,
      started: z.iso.datetime(),
      updated: z.iso.datetime(),
      pid: z.nullable(z.int()),
      backend: z.string(),
      seed: count,
      parameters: count,
      /** Type of its model. Absent for a run that has not begun, and in answers of older daemons. */
      model: z.optional(z.string()),
      /** Shape of a data point: [2], or [height, width, channels] of images. Absent as above. */
      shape: z.optional(shape),
      /** With `bound`, each `nll` is the negative ELBO; with `none` there are none. Also absent for a run that has not begun. */
      likelihood,
      validation: z.nullable(z.strictObject({ nll: number, se: number, ...leftOut, unit, step: count })),
      /** `se`: absent in answers of older daemons. */
      best: z.nullable(z.strictObject({ nll: number, se: z.optional(number), ...leftOut, step: count })),
      checkpoints: z.array(z.strictObject({ step: count, path: z.string(), best: z.boolean() })),
      /** Weights of earlier steps, ascending; never resumed from. Absent in answers of older daemons. */
      snapshots: z.optional(z.array(z.strictObject({ step: count, path: z.string() }))),
      error: z.nullable(z.strictObject({ code: z.string(), message: z.string() })),
      /**
       * `unverified`: an older version wrote it, without checksums. `damaged`: see `problems`. The tensors of
       * checkpoints are not read. Absent for a run that has not begun, and in answers of older daemons.
       */
      integrity: z.optional(
        z.strictObject({ state: z.enum(['verified', 'unverified', 'damaged']), problems: z.array(z.string()) }),
      ),
      /** What the plan says, by path, with all defaults. Absent as `model`. */
      settings: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
      /** The user's own name of the run; absent: there is none. */
      label: z.optional(runLabel),
      /** The user's words about the run; absent: there are none. */
      note: z.optional(runNote),
    }),
  ),
  /** Runs that wait in the queue of a running daemon, next first: they have not started. Absent if there is none. */
  queued: z.optional(
    z.array(
      z.strictObject({
        id: z.string(),
        runDir: z.string(),
        name: z.string(),
        spec: z.string(),
        steps: count,
        /** When it was queued. */
        started: z.iso.datetime(),
        /** 1 is next. */
        position: z.nullable(count),
      }),
    ),
  ),
  /** Run directories whose run.json cannot be read; absent if there is none. */
  damaged: z.optional(z.array(z.strictObject({ runDir: z.string(), message: z.string() }))),
});
