import { expect, test } from 'vitest';
import { addCounts, countTests, type VitestReport } from './count.ts';

const report = (changes: Partial<VitestReport> = {}): VitestReport => ({
  success: true,
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  testResults: [],
  ...changes,
});

test('counts passed, failed and skipped tests', () => {
  expect(countTests(report(), 0)).toEqual({ passed: 5, failed: 0, skipped: 1 });
  expect(countTests(report({ success: false, numFailedTests: 2 }), 1)).toEqual({ passed: 5, failed: 2, skipped: 1 });
});

test('counts a file that could not be loaded', () => {
  const broken = report({ success: false, testResults: [{ name: 'x', status: 'failed', assertionResults: [] }] });
  expect(countTests(broken, 1).failed).toBe(1);
});

test('a failure outside of every test still counts', () => {
  expect(countTests(report({ success: false }), 1).failed).toBe(1);
  expect(countTests(report(), 1).failed).toBe(1);
  expect(countTests(null, 0).failed).toBe(1);
});

test('adds counts', () => {
  expect(
    addCounts([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 3, failed: 1, skipped: 0 },
    ]),
  ).toEqual({ passed: 4, failed: 1, skipped: 2 });
});
