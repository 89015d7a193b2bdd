import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Job } from './schedule.ts';

/** Runs a job and prints each line of its output behind its title, since another one runs beside it; returns its exit status. */
export async function runJob({ title, command, args, env }: Job, width: number): Promise<number> {
  const say = (line: string) => console.log(`${title.padEnd(width)} │ ${line}`);
  const started = performance.now();
  // What the tools color for a terminal they also color for us, if we write to one.
  const colors = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colors, ...env },
  });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', say);
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      say(error.message);
      resolve(1);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
  say(`${code === 0 ? '✓' : '✗'} ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return code;
}
