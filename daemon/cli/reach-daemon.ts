import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DaemonConnection } from '../client/connect-daemon.ts';
import { statePaths } from '../client/state-folder.ts';
import type { CommandIo } from './command-io.ts';

/** The option of commands that use a running daemon. */
export const DISCOVERY_OPTION = {
  value: 'FILE',
  description: 'Discovery file of the daemon. Default: the one of the user’s daemon.',
} as const;

/** A session with the running daemon; null: there is none. @param named the discovery file, or null for the user's default one */
export async function reachDaemon(named: string | null, io: CommandIo): Promise<DaemonConnection | null> {
  const { discovery: file } = statePaths(named === null ? null : resolve(io.cwd, named));
  if (!existsSync(file)) return null;
  const [{ findDaemon }, { connectDaemon }] = await Promise.all([
    import('../client/find-daemon.ts'),
    import('../client/connect-daemon.ts'),
  ]);
  const discovery = await findDaemon(file);
  return discovery === null ? null : connectDaemon({ discovery, trusted: true });
}
