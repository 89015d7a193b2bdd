import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { readManifests, stepOfTensors } from '../../daemon/runs/checkpoints/checkpoint-manifest.ts';
import { readNewest } from '../../daemon/runs/checkpoints/checkpoint-reader.ts';
import { readSafetensors } from '../../daemon/runs/checkpoints/safetensors.ts';

export interface KillStormOptions {
  readonly kills: number;
  /** `durable`: the product's writer; `plain`: the negative control, which writes to the final name. */
  readonly writer: 'durable' | 'plain';
  readonly seed: number;
  /** Size of one checkpoint; default 4. */
  readonly megabytes?: number;
  /** Ends the storm early; by default it never does. */
  readonly enough?: (result: KillStormResult) => boolean;
}

export interface KillStormResult {
  readonly kills: number;
  /** Kills after which a file with a checkpoint's name was not a whole checkpoint. */
  readonly torn: number;
  /** Kills after which the last acknowledged checkpoint could not be read, nor a newer one. */
  readonly lost: number;
  /** Checkpoints acknowledged in all. */
  readonly acknowledged: number;
}

/** A child is killed after at most so many acknowledged checkpoints, … */
const CHECKPOINTS = 4;
/** … and at most so many milliseconds later: as long as one more takes. */
const WINDOW = 40;

/**
 * SIGKILLs a process that writes checkpoints at random moments (seeded; the operating system adds its own), and after each kill
 * looks at what is on disk. Each child goes on where the last one was killed.
 */
export async function killStorm(options: KillStormOptions): Promise<KillStormResult> {
  const directory = await mkdtemp(join(tmpdir(), 'flowscope-kill-storm-'));
  const random = randomStream(options.seed, 'kill-storm', options.writer);
  let result: KillStormResult = { kills: 0, torn: 0, lost: 0, acknowledged: 0 };
  try {
    while (result.kills < options.kills && !options.enough?.(result)) {
      const moment = { checkpoints: 1 + random.integer(CHECKPOINTS), wait: random.uniform() * WINDOW };
      const acks = await runAndKill(directory, options, moment);
      result = {
        kills: result.kills + 1,
        torn: result.torn + Number(await hasTornFile(directory)),
        lost: result.lost + Number(await isLost(directory, acks)),
        acknowledged: result.acknowledged + acks.length,
      };
      // A torn file of the plain writer would otherwise be counted again after the next kill.
      if (options.writer === 'plain') await rm(directory, { recursive: true });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return result;
}

interface Acknowledgement {
  readonly step: number;
  readonly sha256: string;
}

async function runAndKill(
  directory: string,
  options: KillStormOptions,
  { checkpoints, wait }: { readonly checkpoints: number; readonly wait: number },
): Promise<readonly Acknowledgement[]> {
  const script = fileURLToPath(new URL('checkpoint-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, directory, options.writer, String(options.megabytes ?? 4)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const started = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split('\n').length > checkpoints) resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`the child ended by itself (${code}): ${errors}`)));
  });
  const closed = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_, signal) => resolve(signal));
  });
  await started;
  await delay(wait);
  child.kill('SIGKILL');
  const signal = await closed;
  if (signal !== 'SIGKILL') throw new Error(`the child ended by itself before the kill: ${errors}`);
  // A last line without its line feed was cut by the kill.
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [, step, sha256] = line.split(' ');
      return { step: Number(step), sha256: sha256 ?? '' };
    });
}

/** Every file under a final name must be whole, and fit its manifest if it has one. */
async function hasTornFile(directory: string): Promise<boolean> {
  const { manifests } = await readManifests(directory);
  for (const name of await readdir(directory)) {
    const step = stepOfTensors(name);
    if (step === null) continue;
    const file = await readSafetensors(join(directory, name), () => false).catch(() => null);
    if (file === null) return true;
    const manifest = manifests.find((entry) => entry.step === step);
    if (manifest === undefined) continue;
    if (file.sha256 !== manifest.sha256 && file.sha256 !== manifest.replaces?.sha256) return true;
  }
  return false;
}

/** The newest readable one is the last acknowledged, or one that was under way after it. */
async function isLost(directory: string, acks: readonly Acknowledgement[]): Promise<boolean> {
  const { checkpoint } = await readNewest(directory);
  const last = acks.at(-1);
  if (last === undefined) return false;
  if (checkpoint === null || checkpoint.step < last.step) return true;
  const earlier = acks.slice(0, -1).some(({ sha256 }) => sha256 === checkpoint.sha256);
  const weights = checkpoint.tensors.get('parameters/weights')?.data;
  const version = checkpoint.state.version;
  const asWritten = typeof version === 'number' && weights?.every((value) => value === checkpoint.step + version / 2);
  return earlier || asWritten !== true;
}
