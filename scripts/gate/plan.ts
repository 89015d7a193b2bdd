/** Which jobs a command of the tests runs. */
import { join, resolve } from 'node:path';
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

const script = (title: string, args: readonly string[], needs: readonly string[] = []): Job => ({
  title,
  command: process.execPath,
  args,
  needs,
});

const BUILD = script('build', ['scripts/build.ts']);
const PACKAGE = script('package', ['scripts/package.ts'], ['build']);
const EDITOR: Job = { ...script('editor set-up', ['scripts/e2e/install.ts']), waits: true };
const CHECKS: readonly Job[] = [
  // The shorter one first: then the runs are trained while the package is made.
  { title: 'lint', command: 'biome', args: ['check', '.'] },
  { title: 'types', command: 'tsc', args: ['-b', '.', 'webviews'] },
];
const DEAD_CODE: Job = { title: 'dead code', command: 'knip', args: ['--no-progress'] };

/** Trains the runs that the panel and editor tests use. */
const TRAINING = 'trained runs';
const trainedFolder = (results: string) => resolve(results, 'trained');

const NEEDS: Readonly<Record<SuiteName, readonly string[]>> = {
  unit: [],
  integration: [BUILD.title],
  // The set-up also brings the browser.
  browser: [EDITOR.title, BUILD.title, TRAINING],
  editor: [EDITOR.title, BUILD.title, PACKAGE.title, TRAINING],
};

/** Files whose bounds on the wall clock hold on a quiet machine only: they run alone, at the end. */
const TIMED = /(^|\/)times\.(e2e\.)?full\.test\.ts$/;

/** Suites that are several jobs in the full tier: the last jobs to start keep both lanes busy until the end. */
const PARTS: Partial<Readonly<Record<SuiteName, number>>> = { integration: 2 };

/**
 * The jobs, the first to start first: the editor's tests take longest, so that what they need comes first, and the code's
 * run beside them.
 */
export function planJobs(plan: PlanOptions): readonly (Job | TestJob)[] {
  const { tier, paths } = plan;
  const names: readonly SuiteName[] = tier === 'fast' ? ['unit'] : ['editor', 'unit', 'browser', 'integration'];
  const suites = names.filter((name) => testFiles(SUITES[name], tier === 'full', paths).length > 0);
  const needed = new Set(suites.flatMap((name) => NEEDS[name]));
  const training = script(TRAINING, ['test/e2e/train-runs.ts', trainedFolder(plan.results)], [BUILD.title]);
  const isAlone = suites.length === 1;
  const tests = suites.flatMap((name) => testJobs(name, plan, isAlone));
  const checks = paths.length > 0 ? [] : tier === 'fast' ? CHECKS : [...CHECKS, DEAD_CODE];
  return [
    ...[EDITOR, BUILD, PACKAGE, training].filter(({ title }) => needed.has(title)),
    ...tests.filter(({ title }) => title === SUITES.editor.name),
    ...checks,
    ...tests.filter(({ title }) => title !== SUITES.editor.name),
  ];
}

function testJobs(name: SuiteName, plan: PlanOptions, isAlone: boolean): readonly TestJob[] {
  // The editor's tests share one server, and have one window at a time. The others often wait for processes and pages:
  // three or four workers of two jobs keep two cores busy. Unlike them, those of the full tier compute.
  const workers = name !== 'editor' && (isAlone || plan.tier !== 'full') ? 2 : 1;
  const files = testFiles(SUITES[name], plan.tier === 'full', plan.paths);
  const timed = files.filter((file) => TIMED.test(file));
  const others = files.filter((file) => !TIMED.test(file));
  const strict =
    timed.length === 0 ? [] : [{ ...testJob(name, `${name}, strict times`, timed, 1, plan), alone: true as const }];
  // None is empty: vitest would take that for all files.
  const parts = Math.min(workers > 1 ? 1 : (PARTS[name] ?? 1), others.length);
  if (parts === 1) return [testJob(name, name, timed.length > 0 ? others : plan.paths, workers, plan), ...strict];
  const usual = Array.from({ length: parts }, (_, part) => {
    const own = others.filter((_, i) => i % parts === part);
    return testJob(name, `${name} ${part + 1} of ${parts}`, own, workers, plan);
  });
  return [...usual, ...strict];
}

function testJob(
  name: SuiteName,
  title: string,
  paths: readonly string[],
  workers: number,
  { tier, options, results }: PlanOptions,
): TestJob {
  const report = join(results, `${title.replaceAll(' ', '-')}.json`);
  return {
    title,
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
    env: {
      FLOWSCOPE_TEST_REPORT: report,
      FLOWSCOPE_TEST_TIER: tier,
      FLOWSCOPE_TRAINED_RUNS: trainedFolder(results),
    },
    needs: NEEDS[name],
    report,
  };
}
