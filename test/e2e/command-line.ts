import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from './vsix.ts';

const PROGRAM = join(CHECKOUT, 'dist', 'flowscope.js');

/** Runs `flowscope … --json` and gives what it prints. */
export async function flowscope<T>(...args: readonly string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args, '--json'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as T;
}

export interface TrainOptions {
  /** Default: as the spec says. */
  readonly steps?: number;
  /** Home of the daemon that trains; default: the command trains by itself. */
  readonly home?: string;
}

/** Trains a spec to its end. @returns whether it went well; a training that diverges does not */
export async function train(spec: string, { steps, home }: TrainOptions = {}): Promise<boolean> {
  const args = [...(steps === undefined ? [] : ['--steps', String(steps)]), ...(home === undefined ? ['--local'] : [])];
  try {
    await promisify(execFile)(process.execPath, [PROGRAM, 'train', spec, ...args], {
      cwd: dirname(spec),
      env: { ...process.env, ...(home === undefined ? {} : { HOME: home }) },
      maxBuffer: 64 * 1024 * 1024,
    });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 1) return false;
    throw error;
  }
}
