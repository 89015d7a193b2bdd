/** `flowscope serve` as a process of its own, from the bundle. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Discovery, discoverySchema } from '../../protocol/discovery.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/flowscope.js', import.meta.url));

/** Of the daemon's analysis threads. */
export const ANALYSIS_PROGRAM = fileURLToPath(new URL('../../dist/analysis.js', import.meta.url));

export interface ServeLine {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  readonly discovery: string;
}

export interface ServeProcess {
  readonly child: ChildProcess;
  /** The first line on stdout; rejects with stderr if the process ends without one. */
  readonly line: Promise<ServeLine>;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Everything on stdout so far. */
  output(): string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** @param environment variables beside those of this process */
export function serve(
  discovery: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): ServeProcess {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--discovery', discovery, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  const line = new Promise<ServeLine>((resolve, reject) => {
    child.stdout.on('data', (data) => {
      stdout += data;
      const end = stdout.indexOf('\n');
      if (end >= 0) resolve(JSON.parse(stdout.slice(0, end)) as ServeLine);
    });
    void exit.then(() => reject(new Error(stderr)));
  });
  line.catch(() => undefined);
  return {
    child,
    line,
    exit,
    output: () => stdout,
    async kill(signal) {
      child.kill(signal);
      await exit;
    },
  };
}

export async function discoveryAt(path: string): Promise<Discovery> {
  return discoverySchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

/** Resident memory of a process, bytes (Linux). */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s*(\d+)/.exec(status)![1]) * 1024;
}
