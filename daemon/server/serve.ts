/** Assembles the daemon: election, listening, services, and an orderly shutdown. */

import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Discovery } from '../../protocol/discovery.ts';
import { VERSION } from '../../protocol/product-version.ts';
import { PROTOCOL_TEXT } from '../../protocol/version.ts';
import { prepareStateFolder, type StatePaths, statePaths } from '../client/state-folder.ts';
import { stackOf } from '../errors/stack-of.ts';
import { daemonInfoHandler } from './handlers/daemon-info.ts';
import { daemonShutdownHandler } from './handlers/daemon-shutdown.ts';
import { listen } from './http/http-server.ts';
import { loopbackAddress } from './http/loopback.ts';
import { refusalLog } from './http/refusal-log.ts';
import { watchIdle } from './idle-watch.ts';
import { lateServices } from './late-services.ts';
import type { OpenLanguage } from './rpc/language-link.ts';
import type { ServiceFactory } from './service.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { checkDiscoveryPlace, publishDiscovery } from './state/discovery-file.ts';
import { electDaemon } from './state/election.ts';
import { markEnding } from './state/ending.ts';
import type { HeldLock } from './state/held-lock.ts';
import { type LogFile, openLog } from './state/log-file.ts';

export interface DaemonOptions {
  /** Loopback only; default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: the system chooses a port. */
  readonly port?: number;
  /** The discovery file; its folder becomes the state folder. Default: the user's own file on this host. */
  readonly discovery?: string;
  /** Idle time before the daemon ends by itself; null: never. Default 15 minutes. */
  readonly idleSeconds?: number | null;
  /** Maximum number of simultaneous runs; cores and memory may allow fewer. */
  readonly runLimit: number;
  readonly services: ServiceFactory;
  readonly openLanguage: OpenLanguage | null;
  /** Milliseconds between checks that the discovery file still exists; default 2 s. */
  readonly discoveryInterval?: number;
}

export interface RunningDaemon {
  readonly kind: 'started';
  readonly discovery: Discovery;
  readonly discoveryFile: string;
  readonly log: (text: string) => void;
  /** Shuts down in order; returns the same promise each time. */
  stop(reason: string): Promise<void>;
  /**
   * Shuts down after an uncaught error: as `stop`, but it waits only briefly for the runs, which save by
   * themselves once the daemon is gone, and the clients are told that it failed.
   */
  fail(error: unknown): Promise<void>;
  /** Resolves when the daemon has ended for any reason. */
  readonly ended: Promise<void>;
}

/** Another daemon is already running. */
export interface FoundDaemon {
  readonly kind: 'found';
  readonly discovery: Discovery;
  readonly discoveryFile: string;
}

const IDLE_SECONDS = 15 * 60;
/** Milliseconds for clients to answer the close. */
const GRACE = 1000;
/** Milliseconds after which the services load even if no client has connected. */
const UNASKED = 1000;
/** Milliseconds for open writes and for the runs to save, after an uncaught error. */
const FAILED_PATIENCE = 5000;
/** Milliseconds for subscriptions to deliver the last records of the runs. */
const LAST_WORDS = 400;

/** @throws FlowscopeError `not-loopback`, `unsafe-folder`, `unwritable`, `file-exists`, `daemon-unreachable`, `port-in-use` */
export async function startDaemon(options: DaemonOptions): Promise<RunningDaemon | FoundDaemon> {
  const address = loopbackAddress(options.host ?? '127.0.0.1');
  const paths = statePaths(options.discovery ?? null);
  if (options.discovery !== undefined) await checkDiscoveryPlace(paths.discovery);
  await prepareStateFolder(paths);
  const instance = randomUUID();
  const election = await electDaemon(paths, { instance });
  if (election.kind === 'follower') {
    return { kind: 'found', discovery: election.discovery, discoveryFile: paths.discovery };
  }
  const token = randomBytes(32).toString('base64url');
  let logFile: LogFile | null = null;
  try {
    logFile = openLog(paths.log, { secrets: [token] });
    return await lead({ options, address, paths, instance, token, lock: election.lock, logFile });
  } catch (error) {
    logFile?.close();
    election.lock.release();
    throw error;
  }
}

interface Leadership {
  readonly options: DaemonOptions;
  readonly address: string;
  readonly paths: StatePaths;
  readonly instance: string;
  readonly token: string;
  readonly lock: HeldLock;
  readonly logFile: LogFile;
}

async function lead(leadership: Leadership): Promise<RunningDaemon> {
  const { options, address, paths, instance, token, lock, logFile } = leadership;
  const { runLimit, openLanguage } = options;
  const idleSeconds = options.idleSeconds === undefined ? IDLE_SECONDS : options.idleSeconds;
  const { log } = logFile;
  // Clients find the daemon by the discovery file, and by the time it is written everything below is set up.
  let sessions: Sessions | null = null;
  const refused = refusalLog(log);
  const server = await listen({
    address,
    port: options.port ?? 0,
    token,
    onUpgrade: (upgrade) => (sessions === null ? upgrade.refuse(503, 'not ready yet') : sessions.upgrade(upgrade)),
    onRefused: refused,
  });
  const busy = () => services.busy();
  const connections = () => sessions?.connections ?? 0;
  const services = lateServices({
    open: async () => options.services({ stateFolder: paths.folder, log, instance, runLimit }),
    core: [
      daemonInfoHandler({
        instance,
        url: server.url,
        runLimit,
        idleSeconds,
        load: () => ({ ...busy(), connections: connections() }),
      }),
      // Send the answer first.
      daemonShutdownHandler({ busy, stop: () => setTimeout(() => void stop('daemon/shutdown'), 50) }),
    ],
    log,
    onFailed: () => void stop('its services failed'),
  });
  const idle = watchIdle({
    seconds: idleSeconds,
    active() {
      const { running, queued } = busy();
      // Services that are not loaded yet may have queued runs.
      return services.loading !== null || connections() + running + queued > 0;
    },
    onIdle: () => void stop('idle'),
  });
  sessions = createSessions({ handlers: services, onOpened: services.begin, openLanguage, log, onChange: idle.touch });
  const clients = sessions;
  const discovery = { version: VERSION, protocol: PROTOCOL_TEXT, instance, pid: process.pid, url: server.url, token };
  const published = await publishDiscovery(paths.discovery, discovery, {
    log,
    isDaemon: lock.confirm,
    interval: options.discoveryInterval,
  }).catch(async (error: unknown) => {
    idle.stop();
    server.close();
    throw error;
  });
  // Runs queued by an earlier daemon continue even without a client.
  const unasked = setTimeout(services.begin, UNASKED);
  log(`daemon ${VERSION} (${instance}, process ${process.pid}) listens on ${server.url}`);

  let ending: Promise<void> | null = null;
  const ended = Promise.withResolvers<void>();
  const end = async (reason: string, failed: boolean) => {
    log(`ends: ${reason}`);
    clearTimeout(unasked);
    idle.stop();
    markEnding(paths.ending);
    published.remove();
    server.close();
    // Runs save and report it first; then the clients, which may be receiving those reports, are disconnected.
    await (failed ? Promise.race([services.dispose(), delay(FAILED_PATIENCE)]) : services.dispose());
    await delay(LAST_WORDS);
    await clients.close(GRACE, failed);
    rmSync(paths.ending, { force: true });
    log('ended');
    logFile.close();
    lock.release();
    ended.resolve();
  };
  function stop(reason: string): Promise<void> {
    ending ??= end(reason, false);
    return ending;
  }
  function fail(error: unknown): Promise<void> {
    log(`an uncaught error: ${stackOf(error)}`);
    ending ??= end('its state may be inconsistent', true);
    return ending;
  }
  return { kind: 'started', discovery, discoveryFile: paths.discovery, log, stop, fail, ended: ended.promise };
}
