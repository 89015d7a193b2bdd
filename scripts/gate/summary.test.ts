import { expect, test } from 'vitest';
import type { TestReport } from './report.ts';
import { describeFailures, describeFlaky, describeSlowest } from './summary.ts';

const long = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n\n');

const REPORT: TestReport = {
  files: [
    {
      file: 'test/a.test.ts',
      milliseconds: 1500,
      errors: [],
      tests: [
        { name: 'works', outcome: 'passed', flaky: false, messages: [] },
        { name: 'works the second time', outcome: 'passed', flaky: true, messages: ['lost a key'] },
        { name: 'fails', outcome: 'failed', flaky: false, messages: ['no hint within 30 s', long] },
      ],
    },
    { file: 'test/b.test.ts', milliseconds: 61_000, errors: [], tests: [] },
    { file: 'test/c.test.ts', milliseconds: 20, errors: ['cannot find it'], tests: [] },
  ],
  unhandled: ['thrown by a timer'],
};

test('each failed test is told with its file, its name and the beginning of each of its messages', () => {
  const found = describeFailures(REPORT);
  expect(found).toHaveLength(3);
  const lines = found[0]!.split('\n');
  expect(lines.slice(0, 3)).toEqual(['✗ test/a.test.ts › fails', '    no hint within 30 s', '    line 0']);
  expect(lines).toHaveLength(10);
});

test('a file that could not be loaded and an error outside of every test are told with why', () => {
  expect(describeFailures(REPORT).slice(1)).toEqual([
    '✗ test/c.test.ts\n    cannot find it',
    '✗ an error outside of every test\n    thrown by a timer',
  ]);
});

test('a test that passed at its second try is flaky, with its name', () => {
  expect(describeFlaky(REPORT)).toEqual(['flaky: test/a.test.ts › works the second time']);
});

test('the slowest files come longest first', () => {
  expect(describeSlowest(REPORT, 2)).toEqual(['  61.0 s  test/b.test.ts', '   1.5 s  test/a.test.ts']);
});
