import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Discovery } from '../../protocol/discovery.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { saidLines } from '../errors/said-lines.ts';
import { findDaemon } from './find-daemon.ts';
import { programEnvironment } from './program-environment.ts';
import { prepareStateFolder, type StatePaths, statePaths } from './state-folder.ts';

/** Milliseconds: enough for a slow first start, or for a daemon that is shutting down and saves its runs first. */
const PATIENCE = 50_000;
const PAUSE = 50;
/** Length of the end of the daemon's output in which an error is looked for. */
const TAIL = 2000;

export interface SpawnOptions {
  readonly script: string;
  /** Program that runs it; null: the one that runs this process, which may be the Node inside VS Code. */
  readonly node: string | null;
  readonly paths: StatePaths;
  /** What the user can do if it does not start. */
  readonly hint: string;
  readonly signal: AbortSignal;
}

/**
 * Starts a daemon that outlives this process, and waits until it answers. If another window starts one too, the lock
 * decides between them, and the one that answers is returned.
 * @throws FlowscopeError `daemon-not-started` with its output; `unwritable`, `unsafe-folder`
 */
export async function spawnDaemon({ script, node, paths, hint, signal }: SpawnOptions): Promise<Discovery> {
  await prepareStateFolder(paths);
  const child = spawn(node ?? process.execPath, [script, 'serve', ...whose(paths)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: paths.folder,
    windowsHide: true,
    env: programEnvironment(process.env, node === null),
  });
  let said = '';
  let end: string | null = null;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-TAIL);
  });
  child.on('error', (error) => {
    end = error.message;
  });
  child.on('exit', (code, killed) => {
    // 0: it found another daemon and printed that daemon's line.
    if (code !== 0) end = killed === null ? `it ended with status ${code}` : `it was ended by ${killed}`;
  });
  try {
    const until = Date.now() + PATIENCE;
    while (Date.now() < until && end === null) {
      signal.throwIfAborted();
      const found = await findDaemon(paths.discovery);
      if (found !== null) return found;
      await delay(PAUSE);
    }
  } finally {
    // Its log is a file. The pipe is still drained, because an unread pipe could block or end the daemon.
    child.stderr.removeAllListeners('data').resume();
    // A pipe is a socket, which the types of a child's streams do not say.
    if (child.stderr instanceof Socket) child.stderr.unref();
    child.unref();
  }
  // An error says what is wrong; other lines may follow it.
  const lines = saidLines(said);
  const error = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
  const reason = [end ?? `no answer within ${PATIENCE / 1000} s`, ...(error === undefined ? [] : [error])].join(': ');
  throw new FlowscopeError(
    'daemon-not-started',
    `The daemon could not be started (${node ?? process.execPath}): ${reason}.`,
    { hint: `Its log is ${paths.log}. ${hint}` },
  );
}

/** Tells the daemon its state folder if that is not the user's default. */
function whose({ discovery }: StatePaths): readonly string[] {
  return discovery === statePaths(null).discovery ? [] : ['--discovery', discovery];
}
