/** Settings of `training.checkpoint`. */
export interface History {
  /** Snapshots of a run at most; 0: none. */
  readonly history: number;
  /** Bytes of all snapshots together at most. */
  readonly historyBytes: number;
}

/**
 * The steps of a run that get a snapshot, ascending and evenly spaced on a logarithmic axis that ends with the run's last
 * step. That one has a checkpoint, so it has no snapshot. A run at step n has the snapshots of these steps up to n: which
 * ones depends neither on time nor on interruptions.
 * @param steps of the whole run
 * @param bytes of one snapshot
 */
export function snapshotSteps(steps: number, bytes: number, { history, historyBytes }: History): readonly number[] {
  const most = Math.min(history, Math.floor(historyBytes / Math.max(1, bytes)));
  const chosen = Array.from({ length: most }, (_, i) => Math.round(steps ** (i / most)));
  return [...new Set(chosen)].filter((step) => step < steps);
}
