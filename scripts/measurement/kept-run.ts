/** Training runs that take minutes, kept in the cache folder. An interrupted proof resumes them, and their pictures can be drawn later. */
import { spawn } from 'node:child_process';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { findRun } from '../../daemon/runs/directory/find-run.ts';
import { chosenPlan, planHash } from '../../daemon/runs/directory/plan-hash.ts';
import { runPaths } from '../../daemon/runs/directory/run-paths.ts';
import { toRecord } from '../../daemon/runs/logs/metrics-record.ts';
import { eventOfRecord } from '../../daemon/runs/logs/recorded-event.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import type { DoneEvent, TrainEvent, ValidationEvent } from '../../protocol/train-events.ts';
import { PROGRAM } from '../../test/cli/flowscope.ts';
import { peerPython } from './peer-python.ts';

const FOLDER = '.cache/prove/runs';

export interface KeptRun {
  readonly runDir: string;
  readonly done: DoneEvent;
  readonly validations: readonly ValidationEvent[];
  /** CPU time of all processes of the run, with one thread for each operation. */
  readonly cpuSeconds: number;
  /** Largest resident set of a process, MiB. */
  readonly peak: number;
}

/** Trains a spec as it is, with one thread; a run of another flow or recipe under this name is removed. */
export async function keptRun(name: string, spec: string): Promise<KeptRun> {
  const runDir = resolve(FOLDER, name);
  const usage = `${runDir}.usage`;
  await mkdir(FOLDER, { recursive: true });
  if (!(await isRunOf(runDir, spec))) {
    await rm(runDir, { recursive: true, force: true });
    await rm(usage, { force: true });
  }
  const before = await eventsOf(runDir);
  if (!before.some(isDone)) {
    const args = before.length > 0 ? ['--resume', runDir] : [resolve(spec), '--run-dir', runDir];
    await appendFile(usage, await measured(['train', ...args, '--threads', '1', '--local', '--json']));
  }
  const events = await eventsOf(runDir);
  const done = events.find(isDone);
  if (done === undefined) throw new Error(`${spec} did not finish: see ${runDir}`);
  const lines = (await readFile(usage, 'utf8')).trim().split('\n');
  const figures = lines.map((line) => line.split(' ').map(Number));
  return {
    runDir,
    done,
    validations: events.filter((event) => event.event === 'validation'),
    cpuSeconds: figures.reduce((sum, [user, system]) => sum + user! + system!, 0),
    peak: Math.max(...figures.map(([, , kilobytes]) => kilobytes! / 1024)),
  };
}

const isDone = (event: TrainEvent): event is DoneEvent => event.event === 'done';

async function isRunOf(runDir: string, spec: string): Promise<boolean> {
  const { plan } = await checkSpec(await readFile(spec, 'utf8'), {
    folder: dirname(resolve(spec)),
    trusted: true,
    fileStem: 'kept',
  });
  const run = await findRun(runDir, '.').catch(() => null);
  return plan !== null && run !== null && planHash(chosenPlan(run.record.plan)) === planHash(chosenPlan(plan));
}

async function eventsOf(runDir: string): Promise<readonly TrainEvent[]> {
  const text = await readFile(runPaths(runDir).metrics, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const record = toRecord(line);
    const event = record === null ? null : eventOfRecord(record);
    return event === null ? [] : [event];
  });
}

/** Runs the command line. @returns a line: seconds of CPU as user and as system, largest resident set in kB */
function measured(args: readonly string[]): Promise<string> {
  const child = spawn(peerPython(), ['-c', WATCH, process.execPath, PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  return new Promise((done, reject) => {
    child.on('error', reject);
    child.on('close', () => done(`${output.trim()}\n`));
  });
}

/** Node.js does not report the resource usage of its child processes. */
const WATCH = `
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime, used.ru_stime, used.ru_maxrss)
`;
