/** What loading data tells while it lasts. */
import type { DataProgress } from '../../protocol/data-progress.ts';

/** Who waits for data: is told how far loading is, and can end it. What reports progress checks the signal as often. */
export interface LoadWatch {
  readonly onProgress?: (progress: DataProgress) => void;
  /** Ends loading, which then throws the signal's reason and leaves no file behind. */
  readonly signal?: AbortSignal;
}

/** Milliseconds until the first report, since most loading is over by then, and between reports. */
const EVERY = 250;

/** Passes a report on at most every quarter of a second. @param now milliseconds */
export function spacedProgress(
  onProgress: (progress: DataProgress) => void,
  now: () => number = () => performance.now(),
): (progress: DataProgress) => void {
  let last = now();
  return (progress) => {
    if (now() - last < EVERY) return;
    last = now();
    onProgress(progress);
  };
}
