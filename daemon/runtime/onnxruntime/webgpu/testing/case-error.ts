import * as z from 'zod';

/** What the process of the cases writes of each. */
export const caseError = z.strictObject({
  name: z.string(),
  /** Relative to max(1, largest value of the tensor); null: it could not be computed. */
  error: z.number().nullable(),
  failure: z.string().nullable(),
});
export type CaseError = z.infer<typeof caseError>;
