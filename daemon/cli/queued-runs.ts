import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { CommandIo } from './command-io.ts';
import { reachDaemon } from './reach-daemon.ts';

/**
 * The runs in these folders that are in the queue of the running daemon, next first. Their files do not show this.
 * Empty if there is no daemon, or if it does not answer.
 * @param named the discovery file of the daemon, or null for the user's default one
 */
export async function queuedRuns(
  named: string | null,
  roots: readonly string[],
  io: CommandIo,
): Promise<readonly RunInfo[]> {
  const daemon = await reachDaemon(named, io).catch(() => null);
  if (daemon === null) return [];
  try {
    const { runList } = await import('../../protocol/rpc/run-methods.ts');
    const lists = await Promise.all(roots.map((root) => daemon.request(runList, { root })));
    return lists
      .flatMap(({ runs }) => runs)
      .filter(({ status }) => status === 'queued')
      .toSorted((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0));
  } catch {
    return [];
  } finally {
    await daemon.close();
  }
}
