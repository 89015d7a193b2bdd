import { type Discovery, protocolMajor } from '../../protocol/discovery.ts';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { PROTOCOL } from '../../protocol/version.ts';
import { connectDaemon } from './connect-daemon.ts';
import { readDiscovery } from './read-discovery.ts';

/**
 * The daemon that the discovery file names, if it is running. The file may be stale, and its process id and port may
 * belong to another process by now, so only an answer with the same instance counts.
 * @param timeout milliseconds for each step of the exchange
 */
export async function findDaemon(discoveryFile: string, timeout = 2000): Promise<Discovery | null> {
  const discovery = await readDiscovery(discoveryFile);
  if (discovery === null || protocolMajor(discovery.protocol) !== PROTOCOL.major) return null;
  try {
    const daemon = await connectDaemon({ discovery, timeout });
    try {
      const { instance } = await daemon.request(daemonInfo, {}, { signal: AbortSignal.timeout(timeout) });
      return instance === discovery.instance ? discovery : null;
    } finally {
      await daemon.close();
    }
  } catch {
    return null;
  }
}
