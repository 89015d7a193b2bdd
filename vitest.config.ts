import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { FULL_ONLY, SUITES } from './scripts/gate/suites.ts';

// `npm test` leaves out what only `npm run test:full` runs; vitest by itself runs what it is asked for.
const tier = process.env.FLOWSCOPE_TEST_TIER;
const exclude = tier === undefined || tier === 'full' ? [] : [FULL_ONLY];

// Spies end with their test, also where files share a process.
const COMMON = { pool: 'forks', exclude, restoreMocks: true, hookTimeout: 60_000, maxWorkers: 2 } as const;

// Processes that tests start compile their TypeScript once, and not each time: a third of the time of a start is left.
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache', 'node') };

export default defineConfig({
  test: {
    projects: [
      // Files in one process load what they share once: nine tenths of the time went there. They leave nothing behind.
      { test: { ...COMMON, ...SUITES.unit, env, testTimeout: 60_000, isolate: false } },
      // What is polled for comes as soon as the machine lets it: vitest's second is no bound on a busy one.
      {
        test: {
          ...COMMON,
          ...SUITES.integration,
          env,
          testTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
          isolate: false,
        },
      },
      {
        test: {
          ...COMMON,
          ...SUITES.browser,
          globalSetup: 'test/e2e/browser-suite.ts',
          testTimeout: 60_000,
          isolate: false,
        },
      },
      {
        test: {
          ...COMMON,
          ...SUITES.editor,
          // One server for all files, one window after the other.
          globalSetup: 'test/e2e/suite.ts',
          testTimeout: 60_000,
          // Windows are opened in hooks: nothing of VS Code is in the browser's cache then.
          hookTimeout: 120_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
