import { expect, test } from 'vitest';
import { planJobs, type Tier } from './plan.ts';
import { SUITES, testFiles } from './suites.ts';

const titles = (tier: Tier, paths: readonly string[] = []) =>
  planJobs({ tier, paths, options: [], results: 'results' }).map(({ title }) => title);

test('the gate begins with what the longest of its jobs needs', () => {
  expect(titles('gate')).toEqual([
    'editor set-up',
    'build',
    'package',
    'trained runs',
    'editor',
    'lint',
    'types',
    'dead code',
    'unit',
    'browser',
    'integration',
  ]);
  const full = titles('full').filter((title) => !title.endsWith(', strict times'));
  expect(full).toEqual([...titles('gate').slice(0, -1), 'integration 1 of 2', 'integration 2 of 2']);
  expect(titles('fast')).toEqual(['lint', 'types', 'unit']);
});

test('a path runs its tests and what they need, and no check', () => {
  expect(titles('gate', ['scripts/gate/plan'])).toEqual(['unit']);
  expect(titles('gate', ['test/cli'])).toEqual(['build', 'integration']);
  expect(titles('gate', ['workbench.e2e'])).toEqual(['editor set-up', 'build', 'package', 'trained runs', 'editor']);
  expect(titles('gate', ['charts.browser'])).toEqual(['editor set-up', 'build', 'trained runs', 'browser']);
  expect(titles('gate', ['nowhere'])).toEqual([]);
});

test('how many workers a suite has beside others, and alone', () => {
  const workers = (tier: Tier, paths: readonly string[] = []) =>
    Object.fromEntries(
      planJobs({ tier, paths, options: ['-t', 'x'], results: 'results' })
        .filter(({ command }) => command === 'vitest')
        .map(({ title, args }) => [title, args.find((argument) => argument.startsWith('--maxWorkers'))]),
    );
  expect(workers('gate')).toEqual({
    editor: '--maxWorkers=1',
    unit: '--maxWorkers=2',
    browser: '--maxWorkers=2',
    integration: '--maxWorkers=2',
  });
  expect(workers('fast')).toEqual({ unit: '--maxWorkers=2' });
  expect(workers('full')).toMatchObject({
    editor: '--maxWorkers=1',
    unit: '--maxWorkers=1',
    browser: '--maxWorkers=1',
    'integration 1 of 2': '--maxWorkers=1',
    'integration 2 of 2': '--maxWorkers=1',
  });
});

test('the parts of a suite have each of its files once', () => {
  const files = planJobs({ tier: 'full', paths: [], options: [], results: 'results' })
    .filter(({ title }) => title.startsWith('integration'))
    .flatMap(({ args }) => args.filter((argument) => argument.endsWith('.test.ts')));
  expect([...files].sort()).toEqual(testFiles(SUITES.integration, true));
  expect(titles('full', ['test/cli/built.test', 'charts.browser'])).toContain('integration');
});

test('files with strict times are separate jobs, which run alone', () => {
  const jobs = planJobs({ tier: 'full', paths: [], options: [], results: 'results' });
  const strict = jobs.filter(({ alone }) => alone);
  expect(strict.map(({ title }) => title)).toEqual([
    'editor, strict times',
    'unit, strict times',
    'integration, strict times',
  ]);
  const filesOf = ({ args }: { readonly args: readonly string[] }) =>
    args.filter((argument) => argument.endsWith('.ts'));
  expect(strict.flatMap(filesOf)).toContain('test/e2e/times.e2e.full.test.ts');
  expect(jobs.filter(({ alone }) => !alone).flatMap(filesOf)).not.toContain('test/e2e/times.e2e.full.test.ts');
  expect(titles('full', ['times.e2e.full'])).toContain('editor, strict times');
  expect(titles('full', ['times.e2e.full'])).not.toContain('editor');
});
