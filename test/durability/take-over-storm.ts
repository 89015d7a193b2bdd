/** Trainers of one run that are stopped, replaced by the next and continued: never do two of them write. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { readManifests } from '../../daemon/runs/checkpoints/checkpoint-manifest.ts';
import { readSafetensors } from '../../daemon/runs/checkpoints/safetensors.ts';
import { checkRun } from '../../daemon/runs/fsck/check-run.ts';
import { isDamage } from '../../daemon/runs/fsck/file-state.ts';
import { checkLine } from '../../daemon/runs/logs/log-line.ts';
import { PROGRAM } from '../cli/flowscope.ts';
import { killGroup } from '../training/watch.ts';

export interface TakeOverOptions {
  readonly rounds: number;
  /** How the next trainer gets the lease: by `--take-over` where there are no locks, or after `rm RUN/lease`. */
  readonly by: 'take-over' | 'rm';
  readonly seed: number;
}

export interface TakeOverResult {
  readonly rounds: number;
  /** Continued trainers that ended because they had lost the lease, and said so. */
  readonly ended: number;
  /** Lines of the logs that are not whole: `FILE:LINE TEXT`. */
  readonly torn: readonly string[];
  /** Records of metrics.jsonl whose `seq` is not one more than that of the record before. */
  readonly outOfOrder: readonly string[];
  /** Records that a trainer wrote after the next one had begun. */
  readonly late: readonly string[];
  /** Checkpoints that do not fit their manifests, and files that a replaced trainer left: `FILE: WHAT`. */
  readonly damaged: readonly string[];
  /** What fsck finds damaged: `FILE: REASON`. */
  readonly found: readonly string[];
}

const NO_LOCKS = `--import=${new URL('no-locks.mjs', import.meta.url).href}`;
/** Each trainer trains until it is replaced, and saves often. */
const SPEC = {
  name: 'moons',
  data: { source: 'two-moons', samples: 500, evaluationSamples: 50 },
  layers: [{ type: 'actnorm' }, { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } }],
  training: { steps: 10_000_000, batchSize: 16, seed: 1, checkpoint: { every: 25 }, validation: { every: 25 } },
};
/** Milliseconds that a trainer trains before it is stopped, at most; and that the next one does before it continues. */
const WINDOW = 800;
/** Milliseconds until a trainer that does not end by itself is killed. */
const PATIENCE = 20_000;

export async function takeOverStorm({ rounds, by, seed }: TakeOverOptions): Promise<TakeOverResult> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-take-over-'));
  const runDir = join(folder, 'run');
  const spec = join(folder, 'moons.flow.json');
  const random = randomStream(seed, 'take-over-storm', by);
  const environment = by === 'take-over' ? { NODE_OPTIONS: NO_LOCKS } : {};
  const resume = ['train', '--resume', runDir, '--local', '--json', ...(by === 'take-over' ? ['--take-over'] : [])];
  const trainers: Trainer[] = [];
  const start = async (args: readonly string[]) => {
    const trainer = startTrainer(args, folder, environment);
    trainers.push(trainer);
    await trainer.heard('"event":"checkpoint"');
    return trainer;
  };
  let ended = 0;
  try {
    await writeFile(spec, JSON.stringify(SPEC));
    let current = await start(['train', spec, '--run-dir', runDir, '--local', '--json']);
    for (let round = 0; round < rounds; round++) {
      await delay(random.uniform() * WINDOW);
      current.signal('SIGSTOP');
      if (by === 'rm') await rm(join(runDir, 'lease'));
      const next = await start(resume);
      current.signal('SIGCONT');
      const limit = setTimeout(current.kill, PATIENCE);
      const { code, stdout } = await current.closed;
      clearTimeout(limit);
      const last = stdout.trimEnd().split('\n').at(-1) ?? '';
      if (code === 1 && last.includes('"event":"failed"') && last.includes('"code":"lease-lost"')) ended++;
      current = next;
    }
    // The last one removes what the trainer before it left, with its next checkpoint.
    await current.heard('"event":"checkpoint"');
    current.signal('SIGTERM');
    await current.closed;
    return { rounds, ended, ...(await inspect(runDir)) };
  } finally {
    for (const trainer of trainers) trainer.kill();
    await Promise.all(trainers.map(({ closed }) => closed));
    await rm(folder, { recursive: true, force: true });
  }
}

interface Trainer {
  /** Resolves once it says this, from now on. */
  heard(text: string): Promise<void>;
  /** To the command and its worker. */
  signal(signal: NodeJS.Signals): void;
  kill(): void;
  readonly closed: Promise<{ readonly code: number | null; readonly stdout: string }>;
}

function startTrainer(args: readonly string[], cwd: string, environment: Readonly<Record<string, string>>): Trainer {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group, which gets the signals as a whole.
    detached: true,
    env: { ...process.env, ...environment },
  });
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk);
    for (const listener of listeners) listener();
  });
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const closed = new Promise<{ code: number | null; stdout: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout }));
  });
  return {
    heard: (text) =>
      new Promise((resolve, reject) => {
        const from = stdout.length;
        const listener = () => {
          if (!stdout.includes(text, from)) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
        void closed.then(() => reject(new Error(`ended before it said ${text}: ${stdout.slice(-500)} ${stderr}`)));
      }),
    signal: (signal) => process.kill(-child.pid!, signal),
    kill: () => killGroup(child.pid!),
    closed,
  };
}

type Findings = Pick<TakeOverResult, 'torn' | 'outOfOrder' | 'late' | 'damaged' | 'found'>;

async function inspect(runDir: string): Promise<Findings> {
  const lines = async (name: string) => (await readFile(join(runDir, name), 'utf8')).trimEnd().split('\n');
  const metrics = await lines('metrics.jsonl');
  const torn = (name: string, texts: readonly string[]) =>
    texts.flatMap((line, index) => (checkLine(line) === null ? [`${name}:${index + 1} ${line}`] : []));
  const records = metrics.map((line) => JSON.parse(checkLine(line) ?? '{}') as Record<string, unknown>);
  // A step that comes twice without a resume between them is of a trainer that should have ended.
  const late: string[] = [];
  let step = -1;
  for (const [index, record] of records.entries()) {
    if (record.event === 'resumed') step = Number(record.fromStep);
    else if (record.event === 'step') {
      if (Number(record.step) <= step) late.push(metrics[index]!);
      step = Number(record.step);
    }
  }
  const { files } = await checkRun(runDir);
  return {
    torn: [...torn('metrics.jsonl', metrics), ...torn('layers.jsonl', await lines('layers.jsonl'))],
    outOfOrder: metrics.filter((_, at) => at > 0 && records[at]!.seq !== Number(records[at - 1]!.seq) + 1),
    late,
    damaged: await damagedIn(runDir),
    found: files.filter(isDamage).map(({ path, state, reason }) => `${path}: ${state}, ${reason}`),
  };
}

async function damagedIn(runDir: string): Promise<readonly string[]> {
  const checkpoints = join(runDir, 'checkpoints');
  const { manifests, unreadable } = await readManifests(checkpoints);
  const damaged = unreadable.map(({ path, reason }) => `${basename(path)}: ${reason}`);
  for (const { path, sha256 } of manifests) {
    const file = await readSafetensors(path, () => false).catch((error: unknown) => String(error));
    if (typeof file === 'string') damaged.push(`${basename(path)}: ${file}`);
    else if (file.sha256 !== sha256) damaged.push(`${basename(path)}: its SHA-256 is not that of the manifest`);
  }
  const left = (await readdir(runDir, { recursive: true })).filter((name) => name.endsWith('.tmp'));
  return [...damaged, ...left.map((name) => `${name}: a temporary file was left`)];
}
