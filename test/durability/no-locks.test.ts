/** File systems whose locks answer an error: a sign of life decides who trains, and who the daemon is. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLease, isLeaseHeld } from '../../daemon/runs/lease/lease.ts';
import { PROGRAM } from '../cli/flowscope.ts';

const NO_LOCKS = { NODE_OPTIONS: `--import=${new URL('no-locks.mjs', import.meta.url).href}` };
const SOURCE = fileURLToPath(new URL('no-locks.c', import.meta.url));
const hasCompiler = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-no-locks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a process of its own finds of the folder's lease, before, while and after it holds it. */
const ASK = `
  import { acquireLease, isLeaseHeld } from ${JSON.stringify(new URL('../../daemon/runs/lease/lease.ts', import.meta.url).href)};
  const folder = process.env.FOLDER;
  const before = isLeaseHeld(folder);
  const lease = await acquireLease(folder);
  const during = isLeaseHeld(folder);
  lease.confirm();
  lease.release();
  console.log(JSON.stringify({ before, heartbeat: lease.owner.heartbeat, during, after: isLeaseHeld(folder) }));`;

const ask = (environment: Readonly<Record<string, string>>) =>
  JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', ASK], {
      encoding: 'utf8',
      env: { ...process.env, FOLDER: folder, ...environment },
    }),
  ) as object;

const BY_HEARTBEAT = { before: false, heartbeat: true, during: true, after: false };

test.runIf(hasCompiler).each([
  ['ENOLCK', 37],
  ['ENOSYS', 38],
  ['EOPNOTSUPP', 95],
  ['EIO', 5],
])('the system answers %s to every lock', (_name, errno) => {
  const library = join(folder, 'no-locks.so');
  execFileSync('cc', ['-shared', '-fPIC', '-o', library, SOURCE, '-ldl']);
  writeFileSync(join(folder, 'run.json'), '{"v": 1}');
  const environment = { LD_PRELOAD: library, NO_LOCKS_ERRNO: String(errno) };
  expect(ask(environment)).toEqual(BY_HEARTBEAT);
  // Also with the lock file of the time before.
  expect(ask(environment)).toEqual(BY_HEARTBEAT);
});

test('the stand-in that other tests use answers as ENOLCK does', () => {
  writeFileSync(join(folder, 'run.json'), '{"v": 1}');
  writeFileSync(join(folder, 'lease'), '');
  expect(ask(NO_LOCKS)).toEqual(BY_HEARTBEAT);
});

test('a lock that is held is no sign of a file system without locks', async () => {
  writeFileSync(join(folder, 'run.json'), '{"v": 1}');
  const lease = await acquireLease(folder);
  expect(isLeaseHeld(folder)).toBe(true);
  expect(() => ask({})).toThrow('is being trained by process');
  lease.release();
});

test('one daemon starts where there are no locks, and the next start finds it', async () => {
  const serve = () =>
    spawn(process.execPath, [PROGRAM, 'serve', '--discovery', join(folder, 'daemon.json')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...NO_LOCKS },
    });
  const lineOf = (child: ReturnType<typeof serve>) =>
    new Promise<string>((resolve, reject) => {
      let [output, errors] = ['', ''];
      child.stdout.on('data', (chunk) => {
        output += String(chunk);
        if (output.includes('\n')) resolve(output);
      });
      child.stderr.on('data', (chunk) => {
        errors += String(chunk);
      });
      child.on('close', (code) => reject(new Error(`ended with ${code}: ${output} ${errors}`)));
    });
  const first = serve();
  const closed = new Promise((resolve) => first.on('close', resolve));
  try {
    const line = await lineOf(first);
    expect(await lineOf(serve())).toBe(line);
  } finally {
    first.kill('SIGTERM');
    await closed;
  }
});
