import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRun } from '../../runs/testing/make-run.ts';
import { dispatch } from '../dispatch.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-fsck-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fsck(...args: readonly string[]) {
  const stdout = new PassThrough();
  const code = await dispatch(['fsck', ...args], {
    cwd: folder,
    stdout,
    stderr: stdout,
    color: false,
    interactive: false,
  });
  return { code, said: String(stdout.read() ?? '') };
}

test('the status is 1 if a file is damaged, also of the newest run, whose run.json cannot be read', async () => {
  const { directory } = await makeRun(folder, { name: 'checked' });
  // As an older version left it.
  const path = join(directory, 'run.json');
  const { checksum: _, specSha256: __, ...older } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeFile(path, JSON.stringify(older));
  const intact = await fsck('latest', '--json');
  expect(intact.code).toBe(0);
  expect(JSON.parse(intact.said)).toEqual({
    v: 1,
    runDir: directory,
    ok: true,
    files: [
      { path: 'run.json', state: 'unverified', reason: expect.stringContaining('older version') },
      { path: 'spec.txt', state: 'unverified', reason: expect.stringContaining('older version') },
    ],
  });
  await writeFile(path, '{');
  const damaged = await fsck('latest');
  expect(damaged.code).toBe(1);
  expect(damaged.said).toMatch(/run\.json +damaged +it is not valid JSON/);
  expect(damaged.said).toContain('1 file damaged or missing.');
  await expect(fsck('absent')).rejects.toMatchObject({ code: 'run-not-found', exitCode: 2 });
});
