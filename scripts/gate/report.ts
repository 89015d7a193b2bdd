/** What the tests' reporter writes and the gate reads. */
import { z } from 'zod';

const testSchema = z.object({
  /** With the names of the groups around it. */
  name: z.string(),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  /** It passed, but not at the first try. */
  flaky: z.boolean(),
  /** Of each try that failed. */
  messages: z.array(z.string()),
});

const fileSchema = z.object({
  /** From the checkout's root. */
  file: z.string(),
  /** Loading it, its hooks and its tests. */
  milliseconds: z.number(),
  /** What went wrong outside of its tests: it could not be loaded, a hook failed, or its worker died. */
  errors: z.array(z.string()),
  tests: z.array(testSchema),
});

const reportSchema = z.object({
  files: z.array(fileSchema),
  /** Errors that no test caught. */
  unhandled: z.array(z.string()),
});

export type ReportedTest = z.infer<typeof testSchema>;
export type ReportedFile = z.infer<typeof fileSchema>;
export type TestReport = z.infer<typeof reportSchema>;

/** Of several runs of vitest. */
export function joinReports(reports: readonly TestReport[]): TestReport {
  return {
    files: reports.flatMap(({ files }) => files),
    unhandled: reports.flatMap(({ unhandled }) => unhandled),
  };
}

/** @throws Error if the text is no report */
export function parseReport(text: string): TestReport {
  return reportSchema.parse(JSON.parse(text));
}
