import { readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Discovery } from '../../../protocol/discovery.ts';
import { parseDiscovery } from '../../client/read-discovery.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type FileSystem, nodeFileSystem, replaceFile } from '../../runs/file-system.ts';
import type { Log } from './log-file.ts';

/** Milliseconds; much shorter than a second `serve` waits for the file. */
const CHECK = 2_000;

export interface PublishedDiscovery {
  /** Removes the file if it still names this daemon. */
  remove(): void;
}

export interface PublishOptions {
  readonly log: Log;
  /** Whether this process still is the daemon of the folder. */
  isDaemon(): boolean;
  /** Milliseconds between two checks; default 2 s. */
  readonly interval?: number | undefined;
}

/** Writes the file, private from its creation, and writes it again if it disappears while the daemon runs. */
export async function publishDiscovery(
  path: string,
  discovery: Discovery,
  { log, isDaemon, interval = CHECK }: PublishOptions,
): Promise<PublishedDiscovery> {
  await writeDiscovery(path, discovery).catch((error: unknown) => {
    throw new FlowscopeError('unwritable', error instanceof Error ? error.message : String(error), {
      file: path,
      exitCode: 2,
      hint: 'Use --discovery to name a file in a folder that can be written.',
      cause: error,
    });
  });
  let writing = false;
  const check = async () => {
    if (writing || namedBy(path) === discovery.instance) return;
    writing = true;
    try {
      if (!isDaemon()) {
        log(`${path} now belongs to another daemon: no client will find this one, and it ends when it is idle`);
        clearInterval(timer);
        return;
      }
      // Whatever else is at the path does not belong to a running daemon.
      await writeDiscovery(path, discovery);
      log(`${path} had vanished and was written again`);
    } catch (error) {
      log(`${path} has vanished and cannot be written: ${error}`);
    }
    writing = false;
  };
  const timer = setInterval(() => void check(), interval);
  timer.unref();
  return {
    remove() {
      clearInterval(timer);
      writing = true;
      if (namedBy(path) === discovery.instance) rmSync(path, { force: true });
    },
  };
}

/**
 * Refuses to replace a file that is not a discovery file: `--discovery` may name anything. A dead daemon's file is
 * replaced.
 * @throws FlowscopeError `file-exists` (exit 2)
 */
export async function checkDiscoveryPlace(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.trim() === '' || isRemains(text)) return;
  throw new FlowscopeError('file-exists', `${path} exists and is not a discovery file`, {
    file: path,
    exitCode: 2,
    hint: 'Name a new file in a separate folder with --discovery.',
  });
}

/** Whether the text is a discovery file, of any version. */
function isRemains(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'instance' in value && 'token' in value;
  } catch {
    return false;
  }
}

/** Its token is for this user alone. */
const PRIVATE: FileSystem = { ...nodeFileSystem, create: (path) => nodeFileSystem.create(path, 0o600) };

function writeDiscovery(path: string, discovery: Discovery): Promise<void> {
  return replaceFile(PRIVATE, path, `${JSON.stringify(discovery)}\n`);
}

/** The instance that the file names; null if the file is missing or unreadable. */
function namedBy(path: string): string | null {
  try {
    return parseDiscovery(readFileSync(path, 'utf8'))?.instance ?? null;
  } catch {
    return null;
  }
}
