import { expect, test } from 'vitest';
import { addCounts, countTests } from './count.ts';
import type { ReportedTest, TestReport } from './report.ts';

const tested = (outcome: ReportedTest['outcome'], flaky = false): ReportedTest => ({
  name: 'x',
  outcome,
  flaky,
  messages: [],
});

const report = (tests: readonly ReportedTest[], errors: string[] = [], unhandled: string[] = []): TestReport => ({
  files: [{ file: 'x.test.ts', milliseconds: 1, errors, tests: [...tests] }],
  unhandled,
});

const NONE = { passed: 0, failed: 0, skipped: 0, flaky: 0 };

test('counts passed, failed, skipped and flaky tests', () => {
  const some = report([tested('passed'), tested('passed', true), tested('failed'), tested('skipped')]);
  expect(countTests(some, 1)).toEqual({ passed: 2, failed: 1, skipped: 1, flaky: 1 });
});

test('counts a file that could not be loaded, and each error outside of every test', () => {
  expect(countTests(report([], ['cannot be loaded']), 1)).toEqual({ ...NONE, failed: 1 });
  expect(countTests(report([tested('passed')], [], ['lost', 'lost']), 1)).toEqual({ ...NONE, passed: 1, failed: 2 });
});

test('a failing exit status or a missing report counts', () => {
  expect(countTests(report([tested('passed')]), 1)).toEqual({ ...NONE, passed: 1, failed: 1 });
  expect(countTests(null, 0)).toEqual({ ...NONE, failed: 1 });
});

test('adds counts', () => {
  expect(
    addCounts([
      { passed: 1, failed: 0, skipped: 2, flaky: 1 },
      { passed: 3, failed: 1, skipped: 0, flaky: 1 },
    ]),
  ).toEqual({ passed: 4, failed: 1, skipped: 2, flaky: 2 });
});
