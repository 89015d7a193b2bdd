/** Trainings through the built command line, for proofs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DoneEvent } from '../../protocol/train-events.ts';
import { flowscope } from '../../test/cli/flowscope.ts';

export interface TimedTraining {
  readonly done: DoneEvent;
  /** Wall time of the whole command, in seconds. */
  readonly seconds: number;
}

/** Trains a shipped spec and hands the run directory to `use` before it is removed. */
export async function trained<T>(
  spec: string,
  use: (training: TimedTraining, runDir: string) => Promise<T>,
  options: readonly string[] = [],
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-prove-'));
  try {
    const runDir = join(folder, 'run');
    const started = performance.now();
    const { lines, stderr } = await flowscope(['train', resolve(spec), '--run-dir', runDir, '--json', ...options], {
      cwd: folder,
    });
    const seconds = (performance.now() - started) / 1000;
    const last = lines().at(-1);
    if (last?.event !== 'done') throw new Error(`${spec} did not finish: ${JSON.stringify(last)} ${stderr}`);
    return await use({ done: last as unknown as DoneEvent, seconds }, runDir);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
