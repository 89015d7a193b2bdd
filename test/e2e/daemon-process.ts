/** The daemon that an editor's extension has started. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../daemon/runs/lease/is-alive.ts';
import { type Discovery, discoverySchema } from '../../protocol/discovery.ts';
import { SOON, waitFor } from './wait-for.ts';

/** null: none says that it runs. */
export function daemonOf(home: string): Discovery | null {
  try {
    return discoverySchema.parse(JSON.parse(readFileSync(discoveryFile(home), 'utf8')));
  } catch {
    return null;
  }
}

/** With SIGKILL: it leaves its discovery file and its workers. @returns its process id */
export function killDaemon(home: string): number {
  const daemon = daemonOf(home);
  if (daemon === null) throw new Error(`no daemon says under ${home} that it runs`);
  process.kill(daemon.pid, 'SIGKILL');
  return daemon.pid;
}

/** Stops the daemon with SIGTERM, as the system does, if one is running. Its discovery file is gone when this returns. */
export async function endDaemon(home: string): Promise<void> {
  const daemon = daemonOf(home);
  if (daemon === null) return;
  // A killed daemon leaves its discovery file behind.
  if (isAlive(daemon.pid)) process.kill(daemon.pid, 'SIGTERM');
  else await rm(discoveryFile(home));
  await waitFor('end of the daemon', () => daemonOf(home) === null, SOON);
}

function discoveryFile(home: string): string {
  return join(home, '.local', 'state', 'flowscope', hostname(), 'daemon.json');
}
