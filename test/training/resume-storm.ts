/** Trains through the built command line, killing it at random moments and resuming, until it is done. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { snapshotFiles } from '../../daemon/training/testing/snapshot-files.ts';
import { flowscope } from '../cli/flowscope.ts';
import { killGroup } from './watch.ts';

const SPEC = fileURLToPath(new URL('../../examples/two-moons.flow.json', import.meta.url));

export interface ResumeStormOptions {
  /** Text of the spec to train; absent: two-moons of the examples. */
  readonly spec?: string;
  /** Runs that are killed and resumed. */
  readonly runs: number;
  /** Kills in each of them. */
  readonly kills: number;
  readonly steps: number;
  readonly seed: number;
}

export interface ResumeStormResult {
  /** Runs whose final parameters and snapshots equal those of the uninterrupted one, bit for bit. */
  readonly exact: number;
  /** Checkpoints that were acknowledged before a kill and could not be resumed from. */
  readonly lost: number;
  /** Kills that came while training. */
  readonly kills: number;
  /** Runs that no kill has met. */
  readonly unharmed: number;
  readonly sha256: string;
}

/** SIGKILLs the whole process group: the command and its worker die in the same instant. */
export async function resumeStorm({ spec, runs, kills, steps, seed }: ResumeStormOptions): Promise<ResumeStormResult> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-resume-'));
  const random = randomStream(seed, 'resume-storm');
  const options = ['--json', '--steps', String(steps)];
  const path = spec === undefined ? SPEC : join(folder, 'model.flow.json');
  try {
    if (spec !== undefined) await writeFile(path, spec);
    const whole = await flowscope(['train', path, '--run-dir', join(folder, 'whole'), ...options], { cwd: folder });
    if (whole.code !== 0) throw new Error(`the uninterrupted run failed: ${whole.stdout.slice(-500)}`);
    const { parametersSha256 } = whole.lines().at(-1) as { parametersSha256: string };
    let [exact, lost, killed, unharmed] = [0, 0, 0, 0];
    for (let i = 0; i < runs; i++) {
      const runDir = join(folder, `run${i}`);
      let acknowledged = 0;
      const killedBefore = killed;
      for (let k = 0; k <= kills; k++) {
        const first = k === 0;
        const args = first ? ['train', path, '--run-dir', runDir, ...options] : ['train', '--resume', runDir, '--json'];
        // Soon after an event of this step or a later one, however long training takes on this machine.
        const step = k === kills ? null : Math.floor((steps * (k + random.uniform())) / (kills + 1));
        const delay = random.uniform() * 100;
        const { stdout } = await flowscope(args, {
          cwd: folder,
          meanwhile: (child) => {
            if (step === null) return;
            let seen = '';
            let isKilled = false;
            child.stdout.on('data', (chunk) => {
              seen += String(chunk);
              if (isKilled || !complete(seen).some((event) => Number(event.step) >= step)) return;
              isKilled = true;
              setTimeout(() => killGroup(child.pid!), delay);
            });
          },
          detached: true,
        });
        const events = complete(stdout);
        const start = events.find(({ event }) => event === 'start');
        if (!first && start && Number(start.resumedFrom) < acknowledged) lost++;
        for (const { event, step } of events)
          if (event === 'checkpoint') acknowledged = Math.max(acknowledged, Number(step));
        if (events.at(-1)?.event === 'done') {
          const sameSnapshots = isDeepStrictEqual(snapshotFiles(runDir), snapshotFiles(join(folder, 'whole')));
          if (events.at(-1)!.parametersSha256 === parametersSha256 && sameSnapshots) exact++;
          break;
        }
        killed++;
      }
      if (killed === killedBefore) unharmed++;
    }
    return { exact, lost, kills: killed, unharmed, sha256: parametersSha256 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whole lines only: a killed process may leave half of one. */
function complete(stdout: string): Readonly<Record<string, unknown>>[] {
  return stdout
    .slice(0, stdout.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.length > 0)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
