import type { TestReport } from './report.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** Tests that did not run; they are neither passed nor failed, and the summary names them. */
  readonly skipped: number;
  /** Of the passed: those that needed a second try. */
  readonly flaky: number;
}

/**
 * Counts tests, and what fails outside of a test: a file that could not be loaded, or an error that no test caught. A
 * failing exit status without any of these, or a missing report, is one failure.
 */
export function countTests(report: TestReport | null, exitCode: number): Count {
  if (report === null) return { passed: 0, failed: 1, skipped: 0, flaky: 0 };
  const tests = report.files.flatMap((file) => file.tests);
  const count = (outcome: string) => tests.filter((test) => test.outcome === outcome).length;
  const failed =
    count('failed') + report.files.filter(({ errors }) => errors.length > 0).length + report.unhandled.length;
  return {
    passed: count('passed'),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: count('skipped'),
    flaky: tests.filter(({ flaky }) => flaky).length,
  };
}

export function addCounts(counts: readonly Count[]): Count {
  return counts.reduce(
    (sum, count) => ({
      passed: sum.passed + count.passed,
      failed: sum.failed + count.failed,
      skipped: sum.skipped + count.skipped,
      flaky: sum.flaky + count.flaky,
    }),
    { passed: 0, failed: 0, skipped: 0, flaky: 0 },
  );
}
