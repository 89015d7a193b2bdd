/** A daemon inside the test's process, on real sockets, with handlers that a test scripts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type ConnectOptions, connectDaemon, type DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { type DaemonOptions, type RunningDaemon, startDaemon } from '../../daemon/server/serve.ts';
import { scriptedService } from './scripted-service.ts';

export interface TestDaemon {
  readonly daemon: RunningDaemon;
  readonly folder: string;
  readonly port: number;
  connect(options?: Partial<ConnectOptions>): Promise<DaemonConnection>;
  /** A raw upgraded socket; nothing is sent. */
  open(path?: '/rpc' | '/data', headers?: Record<string, string>): Promise<WebSocket>;
  stop(): Promise<void>;
}

export async function testDaemon(options: Partial<DaemonOptions> = {}): Promise<TestDaemon> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-daemon-'));
  const daemon = await startDaemon({
    discovery: join(folder, 'daemon.json'),
    runLimit: 2,
    services: () => [scriptedService()],
    openLanguage: null,
    ...options,
  });
  if (daemon.kind !== 'started') throw new Error('another daemon has the folder');
  const { url, token } = daemon.discovery;
  const sockets: WebSocket[] = [];
  return {
    daemon,
    folder,
    port: Number(new URL(url).port),
    connect: (more) => connectDaemon({ discovery: daemon.discovery, ...more }),
    open(path = '/rpc', headers = {}) {
      const socket = new WebSocket(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
      sockets.push(socket);
      return new Promise((resolve, reject) => {
        socket.on('error', reject);
        socket.on('open', () => resolve(socket));
      });
    },
    async stop() {
      for (const socket of sockets) socket.terminate();
      await daemon.stop('test');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
