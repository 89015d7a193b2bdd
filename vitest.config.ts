import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'code',
          include: [
            'daemon/**/*.test.ts',
            'protocol/**/*.test.ts',
            'extension/**/*.test.ts',
            'webviews/**/*.test.ts',
            'test/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: ['test/e2e/**'],
          // Slow days of a shared machine take three times as long as quick ones.
          testTimeout: 90_000,
          pool: 'forks',
          maxWorkers: 2,
        },
      },
      {
        // Panels in a browser without an editor: beside the code's tests, in the same two workers.
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.browser.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          pool: 'forks',
          maxWorkers: 2,
          retry: 1,
        },
      },
      {
        // The packaged extension in a real VS Code: one server for all, one window after the other.
        test: {
          name: 'editor',
          include: ['test/e2e/**/*.e2e.test.ts'],
          globalSetup: 'test/e2e/suite.ts',
          testTimeout: 240_000,
          hookTimeout: 120_000,
          pool: 'forks',
          maxWorkers: 1,
          // A browser and an editor that nobody of us has written: a key may get lost on a busy machine. Once, not twice.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
