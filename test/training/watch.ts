/** Acting on a command while it runs: when it has said something, or when it has said it so many times. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunOptions } from '../cli/flowscope.ts';

/** The command counts presses within 100 ms as one. Milliseconds. */
const BETWEEN_PRESSES = 120;

const FIRST_PRESS_HEARD = 'Press Ctrl-C again';

/** Acts once a stream of the command has said `text` for the `times`-th time. */
export function once(
  text: string,
  act: (pid: number, child: ChildProcess) => void,
  { stream = 'stdout', times = 1 }: { readonly stream?: 'stdout' | 'stderr'; readonly times?: number } = {},
): NonNullable<RunOptions['meanwhile']> {
  return (child) => {
    let seen = '';
    let acted = false;
    child[stream].on('data', (chunk) => {
      if (acted) return;
      seen += String(chunk);
      if (seen.split(text).length <= times) return;
      acted = true;
      act(child.pid!, child);
    });
  };
}

/** Presses Ctrl-C, and again once the command has heard the first press. */
export function pressTwice(child: ChildProcess): void {
  let heard = '';
  child.stderr!.on('data', async (chunk) => {
    if (heard.includes(FIRST_PRESS_HEARD)) return;
    heard += String(chunk);
    if (!heard.includes(FIRST_PRESS_HEARD)) return;
    await delay(BETWEEN_PRESSES);
    child.kill('SIGINT');
  });
  child.kill('SIGINT');
}

/** SIGKILLs a whole process group: the command and its worker die in the same instant. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
