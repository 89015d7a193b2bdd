/** A part of the daemon that plugs into the server: the runs, the inspection. */
import type { Handler } from './handler.ts';
import type { Log } from './state/log-file.ts';

export interface Load {
  readonly running: number;
  readonly queued: number;
}

export interface Service {
  readonly handlers: readonly Handler[];
  /** The daemon ends by itself only when nothing runs or waits. */
  busy(): Load;
  /** Ends what runs; the daemon ends afterwards. */
  dispose(): Promise<void>;
}

export interface ServiceContext {
  /** Absolute; private to the user. */
  readonly stateFolder: string;
  readonly log: Log;
  /** Of this daemon; differs from every other's. */
  readonly instance: string;
  /** Trainings side by side at most; cores and memory may allow fewer. */
  readonly runLimit: number;
}

export type ServiceFactory = (context: ServiceContext) => readonly Service[] | Promise<readonly Service[]>;
