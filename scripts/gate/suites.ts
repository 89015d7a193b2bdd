/** The four kinds of tests, and which files belong to each. vitest.config.ts makes a project of each. */
import { globSync } from 'node:fs';

export interface Suite {
  readonly name: string;
  /** Globs, from the checkout's root. */
  readonly include: string[];
}

export const SUITES = {
  /** Beside the source. They need no build. */
  unit: {
    name: 'unit',
    include: ['daemon', 'protocol', 'extension', 'webviews', 'scripts', 'bench'].map((at) => `${at}/**/*.test.ts`),
  },
  /** The built program: real processes, real sockets. */
  integration: {
    name: 'integration',
    include: ['cli', 'contracts', 'durability', 'inspection', 'language', 'runs', 'server', 'training', 'view'].map(
      (at) => `test/${at}/**/*.test.ts`,
    ),
  },
  /** Panels in a browser without an editor. */
  browser: { name: 'browser', include: ['test/e2e/**/*.browser.test.ts', 'test/e2e/**/*.browser.full.test.ts'] },
  /** The packaged extension in a real VS Code. */
  editor: { name: 'editor', include: ['test/e2e/**/*.e2e.test.ts', 'test/e2e/**/*.e2e.full.test.ts'] },
} satisfies Record<string, Suite>;

export type SuiteName = keyof typeof SUITES;

/** Tests that only `npm run test:full` runs: storms, bulk fuzzing, high precision, strict times. */
export const FULL_ONLY = '**/*.full.test.ts';

const IS_FULL_ONLY = /\.full\.test\.ts$/;

/** The files of a suite that `npm test`, or with `full` `npm run test:full`, runs. `paths` select like vitest's: by a part of the path. */
export function testFiles(suite: Suite, full: boolean, paths: readonly string[] = []): readonly string[] {
  return globSync(suite.include)
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => full || !IS_FULL_ONLY.test(file))
    .filter((file) => paths.length === 0 || paths.some((path) => file.includes(path.replace(/^\.\//, ''))))
    .sort();
}
