/** Which jobs a command of the tests runs. */
import { join } from 'node:path';
import type { Job } from './schedule.ts';
import { SUITES, type SuiteName, testFiles } from './suites.ts';

/** `fast`: the code, in seconds. `gate`: what must pass before a change lands. `full`: everything that repeats by itself. */
export type Tier = 'fast' | 'gate' | 'full';

export interface PlanOptions {
  readonly tier: Tier;
  /** Only the tests under these paths, and what they need. */
  readonly paths: readonly string[];
  /** For vitest. */
  readonly options: readonly string[];
  /** Where the reports go. */
  readonly results: string;
}

export interface TestJob extends Job {
  readonly report: string;
}

const script = (title: string, file: string, needs: readonly string[] = []): Job => ({
  title,
  command: process.execPath,
  args: [file],
  needs,
});

const BUILD = script('build', 'scripts/build.ts');
const PACKAGE = script('package', 'scripts/package.ts', ['build']);
const EDITOR = script('editor set-up', 'scripts/e2e/install.ts');
const CHECKS: readonly Job[] = [
  { title: 'types', command: 'tsc', args: ['-b', '.', 'webviews'] },
  { title: 'lint', command: 'biome', args: ['check', '.'] },
];
const DEAD_CODE: Job = { title: 'dead code', command: 'knip', args: ['--no-progress'] };

const NEEDS: Readonly<Record<SuiteName, readonly Job[]>> = {
  unit: [],
  integration: [BUILD],
  // Which also brings the browser.
  browser: [EDITOR, BUILD],
  editor: [EDITOR, BUILD, PACKAGE],
};

/**
 * The jobs, the first to start first: the editor's tests take longest, so that what they need comes first, and the code's
 * run beside them.
 */
export function planJobs(plan: PlanOptions): readonly (Job | TestJob)[] {
  const { tier, paths } = plan;
  const names: readonly SuiteName[] = tier === 'fast' ? ['unit'] : ['editor', 'unit', 'browser', 'integration'];
  const suites = names.filter((name) => testFiles(SUITES[name], tier === 'full', paths).length > 0);
  const needed = new Set(suites.flatMap((name) => NEEDS[name]));
  // Beside another suite one worker each. The editor's tests share one server, and have one window at a time.
  const tests = suites.map((name) => testJob(name, plan, suites.length > 1 || name === 'editor' ? 1 : 2));
  const checks = paths.length > 0 ? [] : tier === 'fast' ? CHECKS : [...CHECKS, DEAD_CODE];
  return [
    ...[EDITOR, BUILD, PACKAGE].filter((job) => needed.has(job)),
    ...tests.filter(({ title }) => title === SUITES.editor.name),
    ...checks,
    ...tests.filter(({ title }) => title !== SUITES.editor.name),
  ];
}

function testJob(name: SuiteName, { tier, paths, options, results }: PlanOptions, workers: number): TestJob {
  const report = join(results, `${name}.json`);
  return {
    title: name,
    command: 'vitest',
    args: [
      'run',
      `--project=${name}`,
      `--maxWorkers=${workers}`,
      '--reporter=default',
      '--reporter=./scripts/gate/reporter.ts',
      ...options,
      ...paths,
    ],
    env: { FLOWSCOPE_TEST_REPORT: report, FLOWSCOPE_TEST_TIER: tier },
    needs: NEEDS[name].map(({ title }) => title),
    report,
  };
}
