import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { isJsonObject } from '../../encoding/json.ts';
import type { OwnFile } from '../directory/own-file.ts';
import { readRunFileSync } from '../directory/run-file.ts';

/**
 * `lease.json`: who holds a lease. Where there are locks, it names the holder in messages, and a holder that finds another
 * name in it stops. Where there are none, its time is the heartbeat, and its `instance` decides who holds the lease.
 */
export interface LeaseOwner {
  readonly host: string;
  /** Differs between two boots of a host. */
  readonly bootId: string;
  /** Differs between two holders. */
  readonly instance: string;
  readonly pid: number;
  /** The file system has no locks: the holder counts as alive as long as it touches the file. */
  readonly heartbeat: boolean;
}

/** Also under the name that it has while a holder without a lock claims the run. */
export const LEASE_OWNER_FILE: OwnFile = { folder: null, name: /^lease\.json(\.[0-9a-f-]{36})?$/ };

const MAXIMUM_BYTES = 64 * 1024;

export function leaseOwnerPath(directory: string): string {
  return join(directory, 'lease.json');
}

/** What the last holder wrote about itself; null if nothing readable is there. Does not prove that it is alive. */
export function readLeaseOwner(directory: string): LeaseOwner | null {
  try {
    return openLeaseOwner(directory);
  } catch {
    return null;
  }
}

/**
 * Like `readLeaseOwner`, but a file that is there and cannot be opened is not taken for an absent one.
 * @throws FlowscopeError `run-damaged`
 */
export function openLeaseOwner(directory: string): LeaseOwner | null {
  const text = readRunFileSync(leaseOwnerPath(directory), MAXIMUM_BYTES);
  return text === null ? null : parseLeaseOwner(text);
}

function parseLeaseOwner(text: string): LeaseOwner | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isJsonObject(value)) return null;
  const { host, bootId: boot, instance, pid, heartbeat } = value;
  if (typeof host !== 'string' || typeof boot !== 'string' || typeof instance !== 'string') return null;
  return typeof pid === 'number' ? { host, bootId: boot, instance, pid, heartbeat: heartbeat === true } : null;
}

export async function bootId(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    // On other systems the minute of the boot distinguishes two boots.
    return `boot-${Math.round((Date.now() / 1000 - uptime()) / 60)}`;
  }
}
