import { expect, test } from 'vitest';
import type { VitestReport } from './count.ts';
import { describeFailures } from './failures.ts';

const report = (testResults: VitestReport['testResults']): VitestReport => ({
  success: false,
  numPassedTests: 1,
  numFailedTests: 1,
  numPendingTests: 0,
  testResults,
});

test('each failed test is told with its file, its name and the beginning of each of its messages', () => {
  const long = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n\n');
  const found = describeFailures(
    report([
      {
        name: '/somewhere/test/a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'works' },
          { status: 'failed', fullName: 'fails', failureMessages: ['no hint within 30 s', long] },
        ],
      },
      { name: '/somewhere/test/b.test.ts', status: 'passed', assertionResults: [] },
    ]),
    '/somewhere',
  );
  expect(found).toHaveLength(1);
  const lines = found[0]!.split('\n');
  expect(lines.slice(0, 3)).toEqual(['✗ test/a.test.ts › fails', '    no hint within 30 s', '    line 0']);
  expect(lines).toHaveLength(10);
});

test('a file that could not be loaded is told with why', () => {
  const broken = { name: '/somewhere/c.test.ts', status: 'failed', message: 'cannot find it', assertionResults: [] };
  expect(describeFailures(report([broken]), '/somewhere')).toEqual(['✗ c.test.ts\n    cannot find it']);
});
