/** What vitest's JSON reporter writes, as far as the gate needs it. */
export interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file could not be loaded. */
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName?: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** Tests that did not run; they are neither passed nor failed, and the summary names them. */
  readonly skipped: number;
}

/**
 * Counts tests, and what fails outside of a test: a file that could not be loaded, or an error that no test caught
 * (`success` is false although every test passed). A missing report is one failure.
 */
export function countTests(report: VitestReport | null, exitCode: number): Count {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  const silent = failed === 0 && (!report.success || exitCode !== 0) ? 1 : 0;
  return { passed: report.numPassedTests, failed: failed + silent, skipped: report.numPendingTests };
}

export function addCounts(counts: readonly Count[]): Count {
  return counts.reduce(
    (sum, count) => ({
      passed: sum.passed + count.passed,
      failed: sum.failed + count.failed,
      skipped: sum.skipped + count.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}
