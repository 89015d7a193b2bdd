import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnDaemon } from './spawn-daemon.ts';
import { statePaths } from './state-folder.ts';

test('a program that does not start is told by its error alone', async () => {
  const root = mkdtempSync(join(tmpdir(), 'flowscope-spawn-'));
  try {
    const script = join(root, 'broken.mjs');
    writeFileSync(script, "import './missing.mjs';\n");
    const paths = statePaths(join(root, 'daemon.json'));
    const error: unknown = await spawnDaemon({
      script,
      node: process.execPath,
      paths,
      hint: 'Reinstall it.',
      signal: AbortSignal.timeout(30_000),
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'daemon-not-started',
      message: expect.stringMatching(
        /it ended with status 1: Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module [^\n]*\.$/,
      ),
      hint: `Its log is ${paths.log}. Reinstall it.`,
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});
