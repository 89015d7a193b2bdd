/** Training as a process: interrupts, kills and resumes of the built command line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { listCheckpoints } from '../../daemon/runs/checkpoint-manifest.ts';
import { readLeaseOwner } from '../../daemon/runs/lease-owner.ts';
import { flowscope } from '../cli/flowscope.ts';
import { resumeStorm } from './resume-storm.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SPEC = fileURLToPath(new URL('../../examples/two-moons.flow.json', import.meta.url));

/** Acts once the output holds `text`. */
function once(text: string, act: (pid: number) => void) {
  return (child: {
    readonly pid?: number | undefined;
    readonly stdout: { on(event: 'data', listener: (chunk: unknown) => void): unknown };
  }) => {
    let seen = '';
    child.stdout.on('data', (chunk) => {
      if (seen.includes(text)) return;
      seen += String(chunk);
      if (seen.includes(text)) act(child.pid!);
    });
  };
}

test('Ctrl-C finishes the chunk, saves, says so and exits 130; the resumed run ends as if nothing had happened', async () => {
  const whole = await flowscope(['train', SPEC, '--steps', '600', '--run-dir', join(folder, 'whole'), '--json'], {
    cwd: folder,
  });
  expect(whole.code).toBe(0);
  const runDir = join(folder, 'interrupted');
  const stopped = await flowscope(['train', SPEC, '--steps', '600', '--run-dir', runDir, '--json'], {
    cwd: folder,
    meanwhile: once('"event":"validation"', (pid) => process.kill(pid, 'SIGINT')),
  });
  expect(stopped.code).toBe(130);
  const last = stopped.lines().at(-1)!;
  expect(last).toMatchObject({ event: 'interrupted', runDir });
  const checkpoints = await listCheckpoints(join(runDir, 'checkpoints'));
  expect(checkpoints.at(-1)).toMatchObject({ step: last.step, path: last.checkpoint });
  const resumed = await flowscope(['train', '--resume', runDir, '--json'], { cwd: folder });
  expect(resumed.code).toBe(0);
  expect(resumed.lines()[0]).toMatchObject({ event: 'start', resumedFrom: last.step });
  expect(resumed.lines().at(-1)!.parametersSha256).toBe(whole.lines().at(-1)!.parametersSha256);
});

test('a second Ctrl-C ends at once, and no acknowledged checkpoint is lost', async () => {
  const runDir = join(folder, 'twice');
  const { code, lines } = await flowscope(['train', SPEC, '--run-dir', runDir, '--json'], {
    cwd: folder,
    meanwhile: once('"event":"checkpoint"', (pid) => {
      process.kill(pid, 'SIGINT');
      setTimeout(() => process.kill(pid, 'SIGINT'), 120);
    }),
  });
  expect(code).toBe(130);
  const acknowledged = lines().filter(({ event }) => event === 'checkpoint');
  const kept = await listCheckpoints(join(runDir, 'checkpoints'));
  expect(kept.at(-1)!.step).toBeGreaterThanOrEqual(Number(acknowledged.at(-1)!.step));
});

test('a worker that is killed makes the run fail with a message, and it can be resumed', async () => {
  const runDir = join(folder, 'killed');
  const { code, lines } = await flowscope(['train', SPEC, '--steps', '1500', '--run-dir', runDir, '--json'], {
    cwd: folder,
    meanwhile: once('"event":"checkpoint"', () => process.kill(readLeaseOwner(runDir)!.pid, 'SIGKILL')),
  });
  expect(code).toBe(1);
  expect(lines().at(-1)).toMatchObject({
    event: 'failed',
    code: 'crashed',
    message: expect.stringContaining('SIGKILL'),
  });
  const listed = await flowscope(['runs', '--root', folder, '--json'], { cwd: folder });
  const { runs } = listed.json() as { runs: { runDir: string; status: string }[] };
  expect(runs.find((run) => run.runDir === runDir)).toMatchObject({ status: 'failed' });
  const resumed = await flowscope(['train', '--resume', runDir, '--json'], { cwd: folder });
  expect(resumed.lines().at(-1)).toMatchObject({ event: 'done', step: 1500 });
});

test('SIGTERM to the worker is a stop: it saves, and the run can be resumed', async () => {
  const runDir = join(folder, 'terminated');
  const { code, lines } = await flowscope(['train', SPEC, '--steps', '1500', '--run-dir', runDir, '--json'], {
    cwd: folder,
    meanwhile: once('"event":"checkpoint"', () => process.kill(readLeaseOwner(runDir)!.pid, 'SIGTERM')),
  });
  expect(code).toBe(130);
  const last = lines().at(-1)!;
  expect(last).toMatchObject({ event: 'interrupted', runDir });
  const checkpoints = await listCheckpoints(join(runDir, 'checkpoints'));
  expect(checkpoints.at(-1)).toMatchObject({ step: last.step, path: last.checkpoint });
});

test('a run that is training is refused to a second trainer', async () => {
  const runDir = join(folder, 'taken');
  let second: ReturnType<typeof flowscope> | null = null;
  await flowscope(['train', SPEC, '--run-dir', runDir, '--json'], {
    cwd: folder,
    meanwhile: once('"event":"checkpoint"', (pid) => {
      second = flowscope(['train', '--resume', runDir, '--json'], { cwd: folder });
      void second.then(() => process.kill(pid, 'SIGINT'));
    }),
  });
  const { code, json } = await second!;
  expect(code).toBe(1);
  expect(json()).toMatchObject({ error: { code: 'run-locked' } });
});

test('trainings killed at random moments end in the same weights, bit for bit', async () => {
  const { exact, lost, kills } = await resumeStorm({ trainings: 2, kills: 2, steps: 1200, seed: 1 });
  expect({ exact, lost }).toEqual({ exact: 2, lost: 0 });
  expect(kills).toBeGreaterThan(0);
});
