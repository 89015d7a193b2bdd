import { randomUUID } from 'node:crypto';
import { constants, readFileSync, rmSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import type { Discovery } from '../../../protocol/discovery.ts';
import { parseDiscovery } from '../../client/read-discovery.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Log } from './log-file.ts';

/** Milliseconds; well within the patience of a second `serve`, which waits for the file. */
const CHECK = 2_000;

export interface PublishedDiscovery {
  /** Removes the file if it still names us. */
  remove(): void;
}

export interface PublishOptions {
  readonly log: Log;
  /** Whether we still are the daemon of the folder. */
  isDaemon(): boolean;
  /** Milliseconds between two looks; default 2 s. */
  readonly interval?: number | undefined;
}

/** Writes the file, private from its creation, and writes it again if it vanishes, as long as the daemon lives. */
export async function publishDiscovery(
  path: string,
  discovery: Discovery,
  { log, isDaemon, interval = CHECK }: PublishOptions,
): Promise<PublishedDiscovery> {
  await writeDiscovery(path, discovery).catch((error: unknown) => {
    throw new FlowscopeError('unwritable', `Cannot write ${path}: ${error instanceof Error ? error.message : error}.`, {
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
      // Whatever else stands there is not a living daemon's.
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
 * Refuses a file that somebody else wrote: `--discovery` may name anything. Remains of a daemon are replaced.
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

/** Also of another version. */
function isRemains(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'instance' in value && 'token' in value;
  } catch {
    return false;
  }
}

async function writeDiscovery(path: string, discovery: Discovery): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await file.writeFile(`${JSON.stringify(discovery)}\n`);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The instance that the file names, null if nothing readable is there. */
function namedBy(path: string): string | null {
  try {
    return parseDiscovery(readFileSync(path, 'utf8'))?.instance ?? null;
  } catch {
    return null;
  }
}
