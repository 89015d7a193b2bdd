import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runOnce } from './run-once.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'flowscope-once-'));
  writeFileSync(
    join(cwd, 'program.mjs'),
    `const [kind, ...rest] = process.argv.slice(2);
     const failure = { v: 1, error: { code: 'exists', message: 'a exists', hint: 'use b' } };
     if (kind === 'works') console.log(JSON.stringify({ cwd: process.cwd(), rest }));
     if (kind === 'refuses') { console.log(JSON.stringify(failure)); process.exitCode = 2; }
     if (kind === 'crashes') throw new Error('broken');
     if (kind === 'waits') setInterval(() => {}, 1000);`,
  );
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const run = (kind: string, signal: AbortSignal = new AbortController().signal) =>
  runOnce({ script: join(cwd, 'program.mjs'), node: process.execPath, args: [kind, 'x'], cwd, signal });

test('a command answers with its JSON, and fails with its own error', async () => {
  await expect(run('works')).resolves.toMatchObject({ rest: ['x', '--json'] });
  await expect(run('refuses')).rejects.toMatchObject({ code: 'exists', message: 'a exists', hint: 'use b' });
  await expect(run('crashes')).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/^flowscope crashes failed \(1\): /),
  });
});

test('it can be cancelled', async () => {
  const cancelled = new AbortController();
  const running = run('waits', cancelled.signal);
  setTimeout(() => cancelled.abort(), 50);
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});
