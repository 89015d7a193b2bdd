import type { FileSystem } from '../file-system.ts';
import type { Lease } from '../lease/lease.ts';

/** What a repair writes with: nothing any more once the lease is lost. */
export interface Fence extends Pick<Lease, 'confirm'> {
  /** Fenced by it. */
  readonly files: FileSystem;
}

/** Resolves to what was done, in a few words. */
export type Repair = (fence: Fence) => Promise<string>;

/** What `flowscope fsck` says about one file of a run directory. */
export interface FileState {
  /** Relative to the run directory, with `/`. */
  readonly path: string;
  /**
   * `unverified`: nothing proves its content, for example since an older version wrote it. `unknown`: not a file of
   * Flowscope. `rebuilt`: it was damaged or missing, and has been repaired.
   */
  readonly state: 'ok' | 'unverified' | 'damaged' | 'missing' | 'unknown' | 'rebuilt';
  /** Why, in a few words; null if there is nothing to say. */
  readonly reason: string | null;
  /** Repairs it; absent if nothing can. */
  readonly repair?: Repair;
}

export function isDamage({ state }: Pick<FileState, 'state'>): boolean {
  return state === 'damaged' || state === 'missing';
}

export function fileState(path: string, state: FileState['state'], reason: string | null = null): FileState {
  return { path, state, reason };
}
