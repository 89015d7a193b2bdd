import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from './vsix.ts';

/** Runs `flowscope … --json` and gives what it prints. */
export async function flowscope<T>(...args: readonly string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(CHECKOUT, 'dist', 'flowscope.js'), ...args, '--json'],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as T;
}
