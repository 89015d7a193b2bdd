import * as z from 'zod';
import { count, notFinite, number, unit } from './common.ts';

/** Over the rows with a finite log q. If there are others, `notFinite` counts them, and `n` counts all rows. */
const leftOut = { n: count.optional(), notFinite };

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
      pid: z.int().nullable(),
      backend: z.string(),
      seed: count,
      parameters: count,
      validation: z.strictObject({ nll: number, se: number, ...leftOut, unit, step: count }).nullable(),
      /** `se`: absent in answers of older daemons. */
      best: z.strictObject({ nll: number, se: number.optional(), ...leftOut, step: count }).nullable(),
      checkpoints: z.array(z.strictObject({ step: count, path: z.string(), best: z.boolean() })),
      /** Weights of earlier steps, ascending; never resumed from. Absent in answers of older daemons. */
      snapshots: z.array(z.strictObject({ step: count, path: z.string() })).optional(),
      error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
      /**
       * `unverified`: an older version wrote it, without checksums. `damaged`: see `problems`. The tensors of
       * checkpoints are not read. Absent for a run that has not begun, and in answers of older daemons.
       */
      integrity: z
        .strictObject({ state: z.enum(['verified', 'unverified', 'damaged']), problems: z.array(z.string()) })
        .optional(),
    }),
  ),
  /** Run directories whose run.json cannot be read; absent if there is none. */
  damaged: z.array(z.strictObject({ runDir: z.string(), message: z.string() })).optional(),
});
