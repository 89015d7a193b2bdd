import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'daemon/**/*.test.ts',
      'protocol/**/*.test.ts',
      'test/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    testTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
