/** The start of the built program, timed, and Ctrl-C in the middle of a long computation. */
import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { residentMemory } from '../server/daemon-process.ts';
import { flowscope } from './flowscope.ts';
import { smallRun } from './small-run.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await smallRun();
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

test('starts within a tenth of a second', async () => {
  let [best, bare] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < 5; i++) {
    const before = performance.now();
    await flowscope(['--help'], { cwd });
    const between = performance.now();
    await promisify(execFile)(process.execPath, ['-e', '0']);
    best = Math.min(best, between - before);
    bare = Math.min(bare, performance.now() - between);
  }
  // Node.js itself takes 25–50 ms; busy and slow machines get as much more room as it needs there.
  expect(best).toBeLessThan(Math.max(200, 2.5 * bare));
});

test('Ctrl-C ends a long computation with status 130 and leaves no half file', async () => {
  const outcome = await flowscope(['sample', 'moons', '-n', '50000000', '-o', 'huge.npy'], {
    cwd,
    meanwhile: (child) => {
      // The samples fill 400 MB one after the other; the program with its runtime has about 120 MB.
      const timer = setInterval(async () => {
        if ((await residentMemory(child.pid!).catch(() => 0)) > 2e8) child.kill('SIGINT');
      }, 50);
      child.on('exit', () => clearInterval(timer));
    },
  });
  expect([outcome.code, outcome.stdout]).toEqual([130, '']);
  expect((await readdir(cwd)).filter((name) => name.includes('huge'))).toEqual([]);
});
