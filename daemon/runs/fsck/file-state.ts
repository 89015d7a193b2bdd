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
  /** Repairs it; absent if nothing can. Resolves to what was done. */
  readonly repair?: () => Promise<string>;
}

export function isDamage({ state }: Pick<FileState, 'state'>): boolean {
  return state === 'damaged' || state === 'missing';
}

export function fileState(path: string, state: FileState['state'], reason: string | null = null): FileState {
  return { path, state, reason };
}
