import * as z from 'zod/mini';
import { checkpointChoice, runName } from '../common.ts';
import { reportResultSchema } from '../report/report-result.ts';
import { defineMethod } from './method.ts';

/** Like `flowscope report`: writes one HTML file with the panels of a run. */
export const reportWrite = defineMethod(
  'report/write',
  z.strictObject({
    run: runName,
    /** The step at which its panels open. Default: best for a finished run, otherwise latest. */
    checkpoint: z._default(z.nullable(checkpointChoice), null),
    /** Absolute path of the .html file. */
    path: z.string().check(z.minLength(1), z.maxLength(4096)),
    overwrite: z._default(z.boolean(), false),
  }),
  z.omit(reportResultSchema, { v: true }),
);
