/** A private folder for each test, and the daemons that it starts there: they are killed and it is deleted behind each test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type ServeProcess, serve } from './daemon-process.ts';

export interface DaemonPlace {
  readonly folder: string;
  /** The discovery file in it. */
  readonly discovery: string;
}

/**
 * @param opened gets the place of each test
 * @param discovery where a test has its daemons by now
 * @param environment variables of its daemons beside those of this process
 * @returns starts a daemon there, with these arguments of `serve`
 */
export function startedDaemons(
  opened: (place: DaemonPlace) => void,
  discovery: () => string,
  environment: () => Readonly<Record<string, string>> = () => ({}),
): (...args: string[]) => ServeProcess {
  const started: ServeProcess[] = [];
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowscope-daemons-'));
    opened({ folder, discovery: join(folder, 'daemon.json') });
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((daemon) => daemon.kill('SIGKILL')));
    await rm(folder, { recursive: true, force: true });
  });
  return (...args) => {
    const daemon = serve(discovery(), args, environment());
    started.push(daemon);
    return daemon;
  };
}
