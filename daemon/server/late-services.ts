/**
 * Loads the daemon's services after the first client was let in: connecting needs none of them, and loading them takes
 * a quarter of the daemon's startup time.
 */
import { stackOf } from '../errors/stack-of.ts';
import type { Handler } from './handler.ts';
import type { Load, Service } from './service.ts';
import type { Log } from './state/log-file.ts';

/** The handlers that connections use. */
export interface HandlerTable {
  find(method: string): Handler | undefined;
  /** Resolves when all handlers are loaded; null if they already are. */
  readonly loading: Promise<void> | null;
}

export interface LateServices extends HandlerTable {
  /** Starts loading unless it has started already, or they were disposed. */
  begin(): void;
  busy(): Load;
  /** Disposes the services that were loaded. Those that are not loaded yet never are: nobody would end their workers. */
  dispose(): Promise<void>;
}

export interface LateServicesOptions {
  readonly open: () => Promise<readonly Service[]>;
  /** Handlers that need no service. */
  readonly core: readonly Handler[];
  readonly log: Log;
  /** Called if loading fails: the daemon is then of no use. */
  readonly onFailed: () => void;
}

export function lateServices({ open, core, log, onFailed }: LateServicesOptions): LateServices {
  const settled = Promise.withResolvers<void>();
  let handlers = byName(core);
  let services: readonly Service[] = [];
  let loading: Promise<void> | null = settled.promise;
  let begun: Promise<void> | null = null;
  let disposed = false;

  async function load(): Promise<void> {
    try {
      services = await open();
      handlers = byName([...core, ...services.flatMap((service) => service.handlers)]);
    } catch (error) {
      log(`the services cannot be loaded: ${stackOf(error)}`);
      onFailed();
    }
    loading = null;
    settled.resolve();
  }

  return {
    find: (method) => handlers.get(method),
    get loading() {
      return loading;
    },
    begin() {
      if (!disposed) begun ??= load();
    },
    busy() {
      const loads = services.map((service) => service.busy());
      return {
        running: loads.reduce((sum, { running }) => sum + running, 0),
        queued: loads.reduce((sum, { queued }) => sum + queued, 0),
      };
    },
    async dispose() {
      disposed = true;
      await begun;
      for (const result of await Promise.allSettled(services.map((service) => service.dispose()))) {
        if (result.status === 'rejected') log(`a service did not end in order: ${result.reason}`);
      }
    },
  };
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
