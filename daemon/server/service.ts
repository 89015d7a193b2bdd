/** A part of the daemon that plugs into the server, such as runs or inspection. */
import type { Handler } from './handler.ts';
import type { Log } from './state/log-file.ts';

export interface Load {
  readonly running: number;
  readonly queued: number;
}

export interface Service {
  readonly handlers: readonly Handler[];
  /** The daemon ends by itself only if nothing is running or queued. */
  busy(): Load;
  /** Ends all work; the daemon ends afterwards. */
  dispose(): Promise<void>;
}

export interface ServiceContext {
  /** Absolute; private to the user. */
  readonly stateFolder: string;
  readonly log: Log;
  /** Unique to this daemon process. */
  readonly instance: string;
  /** Maximum number of simultaneous runs; cores and memory may allow fewer. */
  readonly runLimit: number;
}

export type ServiceFactory = (context: ServiceContext) => readonly Service[] | Promise<readonly Service[]>;
