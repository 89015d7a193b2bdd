/** Ends daemons whose workers train, inspect and preview, and tells which of their processes are left (Linux). */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectDaemon, type DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { readNewest } from '../../daemon/runs/checkpoints/checkpoint-reader.ts';
import { readMetrics } from '../../daemon/runs/logs/metrics-reader.ts';
import { until } from '../../daemon/server/runs/testing/use-runs.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { previewTrain, previewUpdate } from '../../protocol/rpc/preview-methods.ts';
import { runStart } from '../../protocol/rpc/run-methods.ts';
import { type ServeProcess, serve } from './daemon-process.ts';

const SPEC = {
  name: 'moons',
  data: { source: 'two-moons', samples: 500, evaluationSamples: 50 },
  layers: [{ type: 'actnorm' }, { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } }],
  training: { steps: 10_000_000, batchSize: 16, seed: 1, checkpoint: { every: 50 } },
};
const TEXT = JSON.stringify(SPEC);
const WORKERS = ['worker.js', 'inspection.js', 'preview.js'];
/** More than a worker answers before it is told to end. */
const MANY = 1_000_000;

interface Place {
  readonly folder: string;
  readonly daemon: ServeProcess;
  readonly client: DaemonConnection;
  readonly spec: { readonly text: string; readonly path: string };
  readonly processes: Processes;
}

export interface EndedAtWork {
  /** Of the daemon; null after SIGKILL. */
  readonly code: number | null;
  /** Workers that were at work. */
  readonly workers: readonly string[];
  /** How many processes were left when the daemon had ended. */
  readonly leftAtExit: number;
  /** What the run's log says last. */
  readonly event: string | undefined;
  /** The newest checkpoint is whole and of the step at which training ended. */
  readonly saved: boolean;
}

/** Sends the signal while all three kinds of workers are busy, and waits until none is left. */
export function endAtWork(signal: 'SIGTERM' | 'SIGKILL'): Promise<EndedAtWork> {
  return withDaemon(async ({ daemon, client, spec, processes }) => {
    const { run } = await client.request(runStart, { spec });
    const records = () => readMetrics(join(run.runDir, 'metrics.jsonl')).records;
    await until(records, (found) => found.some(({ event }) => event === 'checkpoint'));
    await client.request(samplesFigure.method, { run: run.runDir, n: 16 });
    const previewing = new Promise<void>((resolve) => {
      client.onNotification(previewUpdate, () => resolve());
    });
    const preview = client.request(previewTrain, { spec, panel: 'preview' });
    const samples = client.request(samplesFigure.method, { run: run.runDir, n: MANY, seed: 7 });
    const asked = Promise.allSettled([preview, samples]);
    await previewing;
    const programs = await processes.look();
    const workers = WORKERS.filter((name) => programs.some((program) => program.includes(name)));
    daemon.child.kill(signal);
    const { code } = await daemon.exit;
    await client.closed;
    await asked;
    const leftAtExit = (await processes.alive()).length;
    await until(processes.alive, (left) => left.length === 0);
    const { checkpoint, skipped } = await readNewest(join(run.runDir, 'checkpoints'));
    const last = records().at(-1);
    return {
      code,
      workers,
      leftAtExit,
      event: last?.event,
      saved: checkpoint?.step === last?.step && skipped.length === 0,
    };
  });
}

/** Sends SIGTERM so soon after the requests that workers may only be starting. @returns how many processes are left */
export function endSoonAfter(milliseconds: number): Promise<number> {
  return withDaemon(async ({ daemon, client, spec, processes }) => {
    const asked = Promise.allSettled([
      client.request(runStart, { spec }),
      client.request(previewTrain, { spec, panel: 'preview' }),
      client.request(samplesFigure.method, { run: 'latest', n: MANY }),
    ]);
    const watch = setInterval(() => void processes.look(), 5);
    await delay(milliseconds);
    daemon.child.kill('SIGTERM');
    await daemon.exit;
    clearInterval(watch);
    await asked;
    return (await processes.alive()).length;
  });
}

async function withDaemon<T>(act: (place: Place) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-stopping-'));
  await mkdir(join(folder, 'state'), { mode: 0o700 });
  const spec = { text: TEXT, path: join(folder, 'moons.flow.json') };
  await writeFile(spec.path, spec.text);
  // Tests beside it must not starve what it trains.
  const daemon = serve(join(folder, 'state', 'daemon.json'), ['--nice', '0']);
  let processes: Processes | null = null;
  try {
    const { pid, discovery } = await daemon.line;
    processes = processesOf(pid);
    const client = await connectDaemon({ discovery, folders: [folder], trusted: true });
    return await act({ folder, daemon, client, spec, processes });
  } finally {
    await daemon.kill('SIGKILL');
    for (const pid of (await processes?.alive()) ?? []) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

interface Processes {
  /** Remembers those that there are now. @returns their command lines */
  look(): Promise<readonly string[]>;
  /** Those seen so far that still run. */
  alive(): Promise<readonly number[]>;
}

function processesOf(daemon: number): Processes {
  const seen = new Set<number>();
  return {
    async look() {
      const found = await descendants(daemon);
      for (const pid of found) seen.add(pid);
      return Promise.all(found.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
    },
    async alive() {
      const running: number[] = [];
      for (const pid of seen) {
        const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
        // One that has ended, and whose parent has not asked for its status, is none.
        if (/^State:\s+[^ZX]/m.test(status)) running.push(pid);
      }
      return running;
    },
  };
}

/** The processes that it started, and those that they did. */
async function descendants(pid: number): Promise<readonly number[]> {
  const own: number[] = [];
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const children = await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '');
    own.push(...children.split(' ').filter(Boolean).map(Number));
  }
  return [...own, ...(await Promise.all(own.map(descendants))).flat()];
}
