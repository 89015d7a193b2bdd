import { homedir, hostname } from 'node:os';
import { join } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly host: string;
  readonly localAppData: string | undefined;
}

export function surroundings(): Surroundings {
  return {
    platform: process.platform,
    home: homedir(),
    host: hostname(),
    localAppData: process.env.LOCALAPPDATA,
  };
}

/**
 * The user's own folder for what programs keep on this host. Never in $XDG_RUNTIME_DIR, which a logout deletes. Hosts of
 * a cluster share home folders, so the path has the host's name.
 */
export function defaultStateFolder({ platform, home, host, localAppData }: Surroundings = surroundings()): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Flowscope');
  if (platform === 'win32') return join(localAppData ?? join(home, 'AppData', 'Local'), 'Flowscope');
  const safe = host.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
  return join(home, '.local', 'state', 'flowscope', safe === '' ? 'localhost' : safe);
}
