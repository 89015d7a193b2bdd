/** A home folder for one editor, so that settings, extensions, state and daemon are nobody else's. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { discoverySchema } from '../../protocol/discovery.ts';

export interface PrivateHome {
  readonly folder: string;
  /** For a process that shall take `folder` for the user's home. Nothing of npm or vitest is in it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the daemons that were started in it, and deletes it. */
  remove(): Promise<void>;
}

export async function makePrivateHome(): Promise<PrivateHome> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-e2e-'));
  const xdg = {
    XDG_CONFIG_HOME: '.config',
    XDG_DATA_HOME: '.local/share',
    XDG_CACHE_HOME: '.cache',
    XDG_STATE_HOME: '.local/state',
  };
  const folders = Object.entries(xdg).map(([name, path]) => [name, join(folder, path)] as const);
  for (const [, path] of folders) await mkdir(path, { recursive: true });
  return {
    folder,
    env: {
      // The directory of our Node first: the extension and its tasks may look for one.
      PATH: `${dirname(process.execPath)}:${process.env.PATH ?? '/usr/bin:/bin'}`,
      HOME: folder,
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      ...Object.fromEntries(folders),
    },
    async remove() {
      await Promise.all(daemonPids(folder).map(end));
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Daemons outlive the windows that started them. */
function daemonPids(home: string): number[] {
  const state = join(home, '.local', 'state', 'flowscope');
  let files: string[];
  try {
    files = readdirSync(state, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return files
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      try {
        return [discoverySchema.parse(JSON.parse(readFileSync(join(state, file), 'utf8'))).pid];
      } catch {
        // Not a discovery file, or one that its daemon has just deleted.
        return [];
      }
    });
}

/** Asks a process to end, and makes it after ten seconds. */
async function end(pid: number): Promise<void> {
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      process.kill(pid, name);
      return true;
    } catch {
      return false;
    }
  };
  signal('SIGTERM');
  for (let i = 0; i < 100 && signal(0); i++) await delay(100);
  signal('SIGKILL');
}
