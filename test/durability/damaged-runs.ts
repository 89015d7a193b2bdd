/** A finished and a stopped run, and their files damaged in every way. */
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootId } from '../../daemon/runs/lease/lease-owner.ts';
import { cpuRuntime } from '../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import { controlSource } from '../../daemon/training/control.ts';
import { runTraining } from '../../daemon/training/run-training.ts';
import type { TrainingJob } from '../../daemon/training/training-job.ts';
import type { TrainEvent } from '../../protocol/train-events.ts';

export const DAMAGES = ['truncated', 'emptied', 'zeroed', 'flipped', 'replaced', 'unreadable', 'missing'] as const;
export type Damage = (typeof DAMAGES)[number];

const SPEC = {
  name: 'rows',
  data: { source: 'csv', path: 'rows.csv' },
  layers: [
    {
      type: 'repeat',
      times: 2,
      layers: [{ type: 'actnorm' }, { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } }],
    },
  ],
  training: {
    steps: 60,
    batchSize: 50,
    seed: 1,
    validation: { every: 10 },
    // Snapshots of steps 1 and 8.
    checkpoint: { every: 20, history: 2 },
    statistics: { every: 10 },
  },
};

/** Steps after which the stopped run has three checkpoints, of which the newest is not the best of the rest. */
const STOPPED_AT = 40;

/** Trains `finished` and `stopped` in a new folder. */
export async function makeRuns(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-damage-'));
  const rows = Array.from({ length: 400 }, (_, i) => `${5 + 3 * Math.sin(7.1 * i)},${(Math.cos(3.3 * i) * i) / 100}`);
  await writeFile(join(folder, 'rows.csv'), `a,b\n${rows.join('\n')}\n`);
  const specText = JSON.stringify(SPEC);
  const { plan, diagnostics } = await checkSpec(specText, { folder, trusted: true, fileStem: 'rows' });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  for (const name of ['finished', 'stopped']) {
    const specPath = join(folder, 'rows.flow.json');
    const job = {
      kind: 'new',
      plan,
      specPath,
      specText,
      runDir: join(folder, name),
      threads: 1,
      trusted: true,
    } as const;
    await trainHere(job, name === 'stopped' ? STOPPED_AT : Number.POSITIVE_INFINITY);
    // As a trainer leaves it that was killed, of text that was in no file.
    const owner = { host: hostname(), bootId: await bootId(), instance: 'dead', pid: 1, heartbeat: false };
    await writeFile(join(folder, name, 'lease.json'), `${JSON.stringify(owner)}\n`);
    await writeFile(join(folder, name, 'unsaved'), '');
  }
  // Another user reads the files in the test of what cannot be read.
  await chmod(folder, 0o777);
  return folder;
}

/** Trains in this process. @returns the final event */
export async function trainHere(job: TrainingJob, stopAt = Number.POSITIVE_INFINITY): Promise<TrainEvent> {
  const control = controlSource();
  return runTraining({
    job,
    openRuntime: async () => cpuRuntime({ threads: 1 }),
    versions: {},
    control,
    listener: (event) => {
      if (event.event === 'validation' && event.step >= stopAt) control.request('stop');
    },
  });
}

/** Every file and folder of a run, relative to it. */
export async function partsOf(directory: string): Promise<readonly string[]> {
  return (await readdir(directory, { recursive: true })).toSorted();
}

/** A bit of a file. */
export interface Bit {
  /** Of the byte in the file, 0 to 1 (exclusive). */
  readonly place: number;
  /** 0 to 7 */
  readonly bit: number;
}

/** @returns whether that kind of damage changes this file or folder */
export async function damage(path: string, kind: Damage, { place, bit }: Bit): Promise<boolean> {
  const isFolder = (await lstat(path)).isDirectory();
  if (kind === 'missing' || kind === 'replaced') {
    await rm(path, { recursive: true });
    if (kind === 'replaced') await (isFolder ? writeFile(path, 'a file') : mkdir(path));
    return true;
  }
  if (kind === 'unreadable') {
    await chmod(path, 0);
    return true;
  }
  const bytes = isFolder ? Buffer.alloc(0) : await readFile(path);
  if (bytes.length < 2) return false;
  await writeFile(path, damaged(bytes, kind, { place, bit }));
  return true;
}

function damaged(bytes: Buffer, kind: 'truncated' | 'emptied' | 'zeroed' | 'flipped', { place, bit }: Bit): Buffer {
  if (kind === 'truncated') return bytes.subarray(0, bytes.length >> 1);
  if (kind === 'emptied') return bytes.subarray(0, 0);
  if (kind === 'zeroed') return Buffer.alloc(bytes.length);
  bytes[Math.floor(place * bytes.length)]! ^= 1 << bit;
  return bytes;
}

/**
 * Runs `action` as a user for whom the mode of a file counts: for root it does not. Code that it needs must have been
 * loaded before.
 */
export async function asOrdinaryUser<T>(action: () => Promise<T>): Promise<T> {
  if (process.seteuid === undefined || process.geteuid?.() !== 0) return action();
  process.seteuid(65534);
  try {
    return await action();
  } finally {
    process.seteuid(0);
  }
}
