/** `flowscope view` as a process of its own, with a daemon of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../../daemon/runs/lease/is-alive.ts';
import { CHECKOUT } from './vsix.ts';

const PROGRAM = join(CHECKOUT, 'dist', 'flowscope.js');

export interface View {
  readonly url: string;
  /** What it said on stderr. */
  said(): string;
  /** @returns its exit status after Ctrl-C */
  end(): Promise<number | null>;
}

export interface Views {
  open(...args: readonly string[]): Promise<View>;
  /** Ends them all, and their daemon. */
  close(): Promise<void>;
}

/** @param folder where the commands run; the daemon's state is kept in it too */
export function views(folder: string): Views {
  const discovery = join(folder, 'state', 'daemon.json');
  const ends: (() => Promise<unknown>)[] = [];
  return {
    async open(...args) {
      const child = spawn(process.execPath, [PROGRAM, 'view', ...args, '--json', '--discovery', discovery], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      const exit = once(child, 'exit') as Promise<[number | null]>;
      const [line] = (await Promise.race([once(child.stdout, 'data'), exit.then(() => [])])) as [Buffer?];
      if (line === undefined) throw new Error(`flowscope view ended: ${said}`);
      const end = async () => {
        child.kill('SIGINT');
        return (await exit)[0];
      };
      ends.push(end);
      return { url: (JSON.parse(line.toString()) as { url: string }).url, said: () => said, end };
    },
    async close() {
      await Promise.all(ends.map((end) => end()));
      const text = await readFile(discovery, 'utf8').catch(() => null);
      if (text === null) return;
      const { pid } = JSON.parse(text) as { pid: number };
      process.kill(pid);
      // It writes into its folder until it is gone.
      while (isAlive(pid)) await setTimeout(50);
    },
  };
}
