import * as z from 'zod';
import { checkpointChoice, runName } from '../common.ts';
import { reportResultSchema } from '../report/report-result.ts';
import { defineMethod } from './method.ts';

/** Like `flowscope report`: writes one HTML file with the panels of a run. */
export const reportWrite = defineMethod(
  'report/write',
  z.strictObject({
    run: runName,
    /** The step at which its panels open. Default: best for a finished run, otherwise latest. */
    checkpoint: checkpointChoice.nullable().default(null),
    /** Absolute path of the .html file. */
    path: z.string().min(1).max(4096),
    overwrite: z.boolean().default(false),
  }),
  reportResultSchema.omit({ v: true }),
);
