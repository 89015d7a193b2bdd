/** Puts the daemon together: election, listening, services, and an orderly end. */
import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Discovery } from '../../protocol/discovery.ts';
import { PROTOCOL_TEXT } from '../../protocol/version.ts';
import { VERSION } from '../cli/version.ts';
import type { Handler } from './handler.ts';
import { daemonInfoHandler } from './handlers/daemon-info.ts';
import { daemonShutdownHandler } from './handlers/daemon-shutdown.ts';
import { listen } from './http/http-server.ts';
import { loopbackAddress } from './http/loopback.ts';
import { refusalLog } from './http/refusal-log.ts';
import { watchIdle } from './idle-watch.ts';
import type { OpenLanguage } from './rpc/language-link.ts';
import type { Load, Service, ServiceFactory } from './service.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { publishDiscovery } from './state/discovery-file.ts';
import { electDaemon } from './state/election.ts';
import { markEnding } from './state/ending.ts';
import type { HeldLock } from './state/held-lock.ts';
import { type LogFile, openLog } from './state/log-file.ts';
import { prepareStateFolder, type StatePaths, statePaths } from './state/state-folder.ts';

export interface DaemonOptions {
  /** Loopback only; default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: the system chooses. */
  readonly port?: number;
  /** The discovery file, whose folder becomes the state folder; default: the user's own on this host. */
  readonly discovery?: string;
  /** Idle time before the daemon ends by itself; null: never. Default 15 minutes. */
  readonly idleSeconds?: number | null;
  /** Trainings side by side at most; cores and memory may allow fewer. */
  readonly runLimit: number;
  readonly services: ServiceFactory;
  readonly openLanguage: OpenLanguage | null;
  /** Milliseconds between two looks whether the discovery file still stands; default 2 s. */
  readonly discoveryInterval?: number;
}

export interface RunningDaemon {
  readonly kind: 'started';
  readonly discovery: Discovery;
  readonly discoveryFile: string;
  readonly log: (text: string) => void;
  /** Ends it in order; the same promise each time. */
  stop(reason: string): Promise<void>;
  /** Resolves when it has ended, also by itself. */
  readonly ended: Promise<void>;
}

/** Another daemon lives already. */
export interface FoundDaemon {
  readonly kind: 'found';
  readonly discovery: Discovery;
  readonly discoveryFile: string;
}

const IDLE_SECONDS = 15 * 60;
/** For clients to answer the close, milliseconds. */
const GRACE = 1000;
/** For subscriptions to deliver what the trainings wrote last, milliseconds. */
const LAST_WORDS = 400;

/** @throws FlowscopeError `not-loopback`, `unsafe-folder`, `unwritable`, `daemon-unreachable`, `port-in-use` */
export async function startDaemon(options: DaemonOptions): Promise<RunningDaemon | FoundDaemon> {
  const address = loopbackAddress(options.host ?? '127.0.0.1');
  const paths = statePaths(options.discovery ?? null);
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
  const services = await options.services({ stateFolder: paths.folder, log, instance, runLimit });
  // Nobody connects before the discovery file is there, and then everything is.
  let sessions: Sessions | null = null;
  const refused = refusalLog(log);
  const server = await listen({
    address,
    port: options.port ?? 0,
    token,
    onUpgrade: (upgrade) => (sessions === null ? upgrade.refuse(503, 'not ready yet') : sessions.upgrade(upgrade)),
    onRefused: refused,
  }).catch(async (error: unknown) => {
    await disposeAll(services, log);
    throw error;
  });
  const busy = () => totalLoad(services);
  const connections = () => sessions?.connections ?? 0;
  const handlers = byName([
    daemonInfoHandler({
      instance,
      url: server.url,
      runLimit,
      idleSeconds,
      load: () => ({ ...busy(), connections: connections() }),
    }),
    // The answer leaves first.
    daemonShutdownHandler({ busy, stop: () => setTimeout(() => void stop('daemon/shutdown'), 50) }),
    ...services.flatMap((service) => service.handlers),
  ]);
  const idle = watchIdle({
    seconds: idleSeconds,
    active() {
      const { running, queued } = busy();
      return connections() + running + queued > 0;
    },
    onIdle: () => void stop('idle'),
  });
  sessions = createSessions({ handlers, services, openLanguage, log, onChange: idle.touch });
  const clients = sessions;
  const discovery = { version: VERSION, protocol: PROTOCOL_TEXT, instance, pid: process.pid, url: server.url, token };
  const published = await publishDiscovery(paths.discovery, discovery, {
    log,
    isDaemon: lock.confirm,
    interval: options.discoveryInterval,
  }).catch(async (error: unknown) => {
    idle.stop();
    server.close();
    await disposeAll(services, log);
    throw error;
  });
  log(`daemon ${VERSION} (${instance}, process ${process.pid}) listens on ${server.url}`);

  let ending: Promise<void> | null = null;
  const ended = Promise.withResolvers<void>();
  const end = async (reason: string) => {
    log(`ends: ${reason}`);
    idle.stop();
    markEnding(paths.ending);
    published.remove();
    server.close();
    // Trainings save and say so; then their clients, who may be told so, are let go.
    await disposeAll(services, log);
    await delay(LAST_WORDS);
    await clients.close(GRACE);
    rmSync(paths.ending, { force: true });
    log('ended');
    logFile.close();
    lock.release();
    ended.resolve();
  };
  function stop(reason: string): Promise<void> {
    ending ??= end(reason);
    return ending;
  }
  return { kind: 'started', discovery, discoveryFile: paths.discovery, log, stop, ended: ended.promise };
}

function byName(handlers: readonly Handler[]): ReadonlyMap<string, Handler> {
  const map = new Map<string, Handler>();
  for (const handler of handlers) {
    const { name } = handler.definition;
    if (map.has(name)) throw new Error(`two handlers of ${name}`);
    map.set(name, handler);
  }
  return map;
}

function totalLoad(services: readonly Service[]): Load {
  const loads = services.map((service) => service.busy());
  return {
    running: loads.reduce((sum, { running }) => sum + running, 0),
    queued: loads.reduce((sum, { queued }) => sum + queued, 0),
  };
}

async function disposeAll(services: readonly Service[], log: (text: string) => void): Promise<void> {
  for (const result of await Promise.allSettled(services.map((service) => service.dispose()))) {
    if (result.status === 'rejected') log(`a service did not end in order: ${result.reason}`);
  }
}
