/** Runs a command and measures the time until a line appears in its output, and the peak memory of all its processes. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Watched {
  /** Until the text appeared, or, without one, until the end. */
  readonly seconds: number;
  /** Largest sum of resident memory, bytes; each page that processes share counts once for each of them. */
  readonly peak: number;
}

export interface WatchedCommand extends Watched {
  /** All of its standard output. */
  readonly output: string;
}

/** Milliseconds between looks at the memory. */
const EVERY = 25;

/** @param until text of the output; null: the end @throws Error if the command fails, or ends without the text */
export function watchCommand(
  command: readonly string[],
  { cwd, env, until }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly until: string | null },
): Promise<WatchedCommand> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command[0]!, command.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, errors, peak] = ['', '', 0];
    let seconds: number | null = null;
    const timer = setInterval(() => {
      peak = Math.max(peak, child.pid === undefined ? 0 : memoryOf(child.pid));
    }, EVERY);
    child.stdout.on('data', (bytes) => {
      output += String(bytes);
      if (until !== null && output.includes(until)) seconds ??= (performance.now() - began) / 1000;
    });
    child.stderr.on('data', (bytes) => {
      errors += String(bytes);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      const found = until === null ? (performance.now() - began) / 1000 : seconds;
      if (code === 0 && found !== null) resolve({ seconds: found, peak, output });
      else reject(new Error(`${command.join(' ')} ended with ${code}: ${errors.slice(-500)}`));
    });
  });
}

/** Of a process and its descendants; 0 once it has ended. */
function memoryOf(pid: number): number {
  try {
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
    return 1024 * Number(resident) + children.reduce((sum, child) => sum + memoryOf(Number(child)), 0);
  } catch {
    return 0;
  }
}
