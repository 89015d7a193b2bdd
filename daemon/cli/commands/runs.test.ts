import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { encodeLine } from '../../runs/logs/log-line.ts';
import { makeRun } from '../../runs/testing/make-run.ts';
import { run } from './runs.ts';

test('the table names the best validation with its step before the last one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-runs-'));
  try {
    const { paths } = await makeRun(folder, { name: 'overfit', steps: 400 });
    const line = (seq: number, event: string, step: number, fields: object = {}) =>
      encodeLine({ seq, event, step, time: '2026-01-01T00:00:00Z', ...fields });
    await writeFile(
      paths.metrics,
      line(1, 'validation', 45, { nll: -19.7, se: 0.41, unit: 'nats', best: true }) +
        line(2, 'validation', 400, { nll: 131.19, se: 125.06, unit: 'nats', best: false }) +
        line(3, 'done', 400),
    );
    let said = '';
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        said += String(chunk);
        done();
      },
    });
    await run(['--root', folder], { cwd: folder, stdout, stderr: stdout, color: false, interactive: false });
    const [head, , row] = said.split('\n').map((text) => text.trim().split(/\s{2,}/));
    expect(head).toEqual(['id', 'status', 'step', 'best NLL', 'at step', 'last NLL', 'started']);
    expect(row!.slice(1, 6)).toEqual(['finished', '400/400', '−19.7000', '45', '131.1900']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a run whose record is damaged is in the table and, as before, in the JSON', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-runs-'));
  try {
    const { directory } = await makeRun(folder, { name: 'broken', steps: 400 });
    await writeFile(join(directory, 'run.json'), '{');
    const said = async (...args: string[]) => {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      await run(['--root', folder, ...args], { cwd: folder, stdout, stderr, color: false, interactive: false });
      return String(stdout.read());
    };
    const rows = (await said()).split('\n').map((text) => text.trim().split(/\s{2,}/));
    expect(rows[2]).toEqual([basename(directory), 'damaged']);
    expect(JSON.parse(await said('--json'))).toMatchObject({ runs: [], damaged: [{ runDir: directory }] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
