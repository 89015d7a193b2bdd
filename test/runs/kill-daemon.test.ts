import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { killDaemonStorm } from './kill-daemon-storm.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-kill-daemon-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a daemon killed with live runs loses nothing: no run, no checkpoint, no record, no bit', async () => {
  expect(await killDaemonStorm(folder, 1, 1)).toEqual({
    kills: 1,
    lost: 0,
    gaps: 0,
    lostCheckpoints: 0,
    exact: 2,
    runs: 2,
  });
});
