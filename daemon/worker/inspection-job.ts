/** A job of the inspection worker. */
import * as z from 'zod';
import { checkpointChoice } from '../../protocol/common.ts';
import type { FigureName } from '../../protocol/figures/figure-names.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { isJsonObject } from '../encoding/json.ts';
import type { VerifySpecJob } from '../inspection/verify/verify-spec.ts';
import type { ReportJob } from '../report/report-job.ts';

const runJob = z.strictObject({
  kind: z.literal('run'),
  figure: z.custom<FigureName>((name) => typeof name === 'string' && Object.hasOwn(FIGURES, name)),
  /** Absolute path of the run directory. */
  runDir: z.string(),
  checkpoint: checkpointChoice,
  /** false: no data file outside the spec's folder is opened or stat'ed. */
  trusted: z.boolean(),
  /** Parameters of the figure. */
  params: z.unknown(),
});

const specJob = z.strictObject({
  kind: z.literal('spec'),
  // The parent resolved it with the same version of the code.
  plan: z.custom<VerifySpecJob['plan']>(isJsonObject),
  folder: z.string(),
  trusted: z.boolean(),
  points: z.int().nullable(),
  seed: z.int(),
}) satisfies z.ZodType<VerifySpecJob>;

const reportJob = z.strictObject({
  kind: z.literal('report'),
  runDir: z.string(),
  checkpoint: z.union([checkpointChoice, z.null()]),
  path: z.string(),
  overwrite: z.boolean(),
  trusted: z.boolean(),
}) satisfies z.ZodType<ReportJob>;

const backendsJob = z.strictObject({ kind: z.literal('backends'), python: z.string().nullable() });

export const inspectionJob = z.discriminatedUnion('kind', [runJob, specJob, reportJob, backendsJob]);
export type InspectionJob = z.input<typeof inspectionJob>;
