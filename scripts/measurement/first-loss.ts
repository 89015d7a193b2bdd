/** One training command, watched from outside. */
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readLeaseOwner } from '../../daemon/runs/lease/lease-owner.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/flowscope.js', import.meta.url));

/** Seconds from the start of the process until its first step was printed. */
export async function secondsToFirstLoss(spec: string, folder: string): Promise<number> {
  return watch(spec, folder, [], async (event, seconds) => (event.event === 'step' ? seconds : null));
}

/** Largest resident set of the training worker, MiB, at the end of 300 steps (Linux). */
export async function peakMemory(spec: string, folder: string): Promise<number> {
  return watch(spec, folder, ['--steps', '100000'], async (event, _seconds, runDir) => {
    if (event.event !== 'step' || Number(event.step) < 300) return null;
    return workerPeak(runDir);
  });
}

export interface TrainingFigures {
  /** Time from the start of the process until it printed its first step, seconds. */
  readonly firstStep: number;
  /** Mean time of the steps after the first, seconds. */
  readonly step: number;
  /** Largest resident set of the training worker, MiB. */
  readonly peak: number;
}

/** Time of the first step, time of the later steps, and memory of one training run (Linux only). */
export async function trainingFigures(spec: string, folder: string, steps: number): Promise<TrainingFigures> {
  let firstStep: number | null = null;
  return watch(spec, folder, ['--steps', '100000'], async (event, seconds, runDir) => {
    if (event.event !== 'step') return null;
    firstStep ??= seconds;
    const taken = Number(event.step) - 1;
    if (taken < steps) return null;
    return { firstStep, step: (seconds - firstStep) / taken, peak: await workerPeak(runDir) };
  });
}

async function workerPeak(runDir: string): Promise<number> {
  const status = await readFile(`/proc/${readLeaseOwner(runDir)!.pid}/status`, 'utf8');
  return Number(/VmHWM:\s*(\d+)/.exec(status)![1]) / 1024;
}

/** Ends the command as soon as `found` gives a number. */
async function watch<T>(
  spec: string,
  folder: string,
  options: readonly string[],
  found: (event: Readonly<Record<string, unknown>>, seconds: number, runDir: string) => Promise<T | null>,
): Promise<T> {
  const runDir = join(folder, 'watched');
  await rm(runDir, { recursive: true, force: true });
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [PROGRAM, 'train', spec, '--local', '--json', '--run-dir', runDir, ...options],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let result: T | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (result !== null) continue;
    result = await found(JSON.parse(line) as Record<string, unknown>, (performance.now() - started) / 1000, runDir);
    if (result !== null) child.kill('SIGINT');
  }
  await ended;
  if (result === null) throw new Error(`the training of ${spec} ended before it could be measured`);
  return result;
}
