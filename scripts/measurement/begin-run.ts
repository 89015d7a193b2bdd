import { mkdtemp, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { runStart } from '../../protocol/rpc/run-methods.ts';

/**
 * Starts a run of an example, with one thread.
 * @param folder that its directory is made in
 * @returns its directory
 */
export async function beginRun(
  client: DaemonConnection,
  example: string,
  folder: string,
  steps: number,
): Promise<string> {
  const path = resolve(`examples/${example}.flow.json`);
  const text = await readFile(path, 'utf8');
  const runDir = await mkdtemp(join(folder, `${example}-`));
  const { run } = await client.request(runStart, { spec: { text, path }, steps, runDir, threads: 1 });
  return run.runDir;
}
