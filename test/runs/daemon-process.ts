/** A real daemon of the built program, with a state folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectDaemon, type DaemonConnection } from '../../daemon/client/connect-daemon.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/flowscope.js', import.meta.url));

export interface DaemonProcess {
  readonly discovery: string;
  readonly pid: number;
  readonly child: ChildProcess;
  connect(options?: { folders?: readonly string[]; trusted?: boolean }): Promise<DaemonConnection>;
  /** @param signal default SIGTERM */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** For a daemon of a test: the tests beside it must not starve what it trains. */
export const COMPETING = ['--nice', '0'] as const;

/**
 * Starts it as users do: what it trains yields to everything else.
 * @param folder of the state; exists, private
 */
export async function startDaemonProcess(folder: string, args: readonly string[] = []): Promise<DaemonProcess> {
  const discovery = join(folder, 'daemon.json');
  // As a shell starts it, by its first line; with this Node.
  const child = spawn(PROGRAM, ['serve', '--discovery', discovery, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let line = '';
  for await (const chunk of child.stdout) {
    line += String(chunk);
    if (line.includes('\n')) break;
  }
  if (!line.includes('\n')) throw new Error(`the daemon did not start: ${line}`);
  return {
    discovery,
    pid: (JSON.parse(line) as { pid: number }).pid,
    child,
    connect: ({ folders = [], trusted = true } = {}) => connectDaemon({ discovery, folders, trusted }),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
  };
}
