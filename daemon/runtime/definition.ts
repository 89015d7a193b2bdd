/** A backend: something that computes programs. */
import type { Backend, DeviceCount, MatmulPrecision } from '../../protocol/backends.ts';
import type { BackendsResult } from '../../protocol/backends-result.ts';
import type { Runtime } from './runtime.ts';

/** The place of this process among those that compute together. */
export interface RankPlace {
  /** From 0. The first one leads. */
  readonly rank: number;
  readonly ranks: number;
  /** Address and port of the first one, where they meet; null: the runtime finds it, from what Slurm or MPI say. */
  readonly coordinator: string | null;
  /** Whether it is the only one on its machine, so that all devices there are its own. */
  readonly alone: boolean;
}

export interface RuntimeOptions {
  /** Threads per operation, on a processor. */
  readonly threads: number;
  /** As in `device` of a spec; null: the runtime's own choice. */
  readonly device?: string | null;
  readonly matmulPrecision?: MatmulPrecision | null;
  /** How many devices share each batch: a number of them or all. null: one. */
  readonly devices?: DeviceCount | null;
  /** null: this process computes alone. */
  readonly ranks?: RankPlace | null;
  /** The Python that the user names, or the folder of its virtual environment; null: see `findPython`. */
  readonly python?: string | null;
  /** For compiled programs that later runs may use; null: none are kept. */
  readonly cacheFolder?: string | null;
  /** Aborted while the runtime opens: it ends what it started, and throws the reason. */
  readonly signal?: AbortSignal;
  /** Called every second while something takes long. @param seconds since it began */
  readonly onProgress?: (what: 'starting' | 'compiling', seconds: number) => void;
}

export type Detection =
  | { readonly available: true }
  | {
      readonly available: false;
      /** One line, for the user. */
      readonly reason: string;
      /** What to do, if that is not the same for all backends. */
      readonly hint?: string;
      readonly cause: unknown;
    };

type ListedBackend = BackendsResult['backends'][number];

/** What a backend is on this machine. */
export type BackendReport = Pick<ListedBackend, 'reason' | 'fix' | 'versions' | 'devices'>;

/** Importing a definition loads no native code: only its functions do. */
export interface RuntimeDefinition<Name extends string = string> {
  /** As in `backend` of a spec. */
  readonly name: Name;
  /** `auto` chooses it only for one of its `accelerators` on which it was measured to be faster. */
  readonly explicit?: boolean;
  /**
   * The accelerators that it can compute on, the default one first; absent: it has none. Another process finds out.
   * @throws FlowscopeError why it cannot compute, as `open`
   */
  accelerators?(options: Pick<RuntimeOptions, 'python'>): Promise<readonly AcceleratorDevice[]>;
  /** The backend that validates and inspects what this one trains, if that is another one. */
  readonly evaluatesWith?: Backend;
  /** Whether it can compute on this system. What it loads to find out is loaded once, and `open` uses it. */
  detect(): Promise<Detection>;
  /**
   * Call it only if it is available. What the runtime can do is among its capabilities.
   * @throws FlowscopeError if a program or a device that it needs is missing
   */
  open(options: RuntimeOptions): Promise<Runtime<Name>>;
  /**
   * For the list of backends: devices and versions. Absent: only whether it is available is known.
   * @throws FlowscopeError why it cannot compute, as `open`
   */
  report?(options: Pick<RuntimeOptions, 'python'>): Promise<BackendReport>;
}

/** A GPU or TPU, not a processor that acts as one. */
export interface AcceleratorDevice {
  /** As in `device` of a spec; null: the backend has one only. */
  readonly device: string | null;
  /** What it is called. */
  readonly kind: string;
}

export function defineRuntime<const Name extends string>(definition: RuntimeDefinition<Name>): RuntimeDefinition<Name> {
  return definition;
}

/** For `detect` of a runtime that is available if its library loads. */
export async function detectByLoading(load: () => Promise<unknown>): Promise<Detection> {
  try {
    await load();
    return { available: true };
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1);
    return { available: false, reason: reason!, cause };
  }
}
