import type { DataProgress } from '../../protocol/data-progress.ts';
import { type LoadWatch, spacedProgress } from '../data/data-progress.ts';
import { dataProgressText } from '../format/data-progress-text.ts';
import type { CommandIo } from './command-io.ts';
import { abortOnInterrupt } from './interrupt.ts';
import { createTaskProgress } from './task-progress.ts';

/**
 * Loads data with a progress line on stderr if it takes long. Ctrl-C ends it at once and leaves no file behind.
 * @throws Interrupted
 */
export async function loadWithProgress<T>(io: CommandIo, load: (watch: LoadWatch) => Promise<T>): Promise<T> {
  const line = createTaskProgress(io);
  try {
    return await loadReporting((progress) => line.update({ ...progress, what: dataProgressText(progress) }), load);
  } finally {
    line.finish();
  }
}

/** As `loadWithProgress`, with progress for others to show. */
export async function loadReporting<T>(
  report: (progress: DataProgress) => void,
  load: (watch: LoadWatch) => Promise<T>,
): Promise<T> {
  const show = spacedProgress(report);
  const controller = new AbortController();
  let isReported = false;
  let release = () => {};
  const onProgress: typeof show = (progress) => {
    // Only now: what reports nothing, such as parsing a small table, would keep a handler of signals waiting.
    if (!isReported) release = abortOnInterrupt(controller);
    isReported = true;
    show(progress);
  };
  try {
    const loaded = await load({ signal: controller.signal, onProgress });
    controller.signal.throwIfAborted();
    return loaded;
  } finally {
    release();
  }
}
