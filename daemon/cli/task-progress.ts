/** A progress line on stderr for a command that computes one thing after the other. */
import { printable } from '../format/printable.ts';
import { cut } from '../format/table.ts';
import type { CommandIo } from './command-io.ts';

export interface TaskProgress {
  readonly done: number;
  /** 0: it is not known how much there is. */
  readonly total: number;
  /** What is computed now. */
  readonly what: string;
}

export interface TaskProgressLine {
  update(progress: TaskProgress): void;
  /** Removes the line; may be called again. */
  finish(): void;
}

const CLEAR_LINE = '\r\u001b[2K';
const DEFAULT_COLUMNS = 100;
/** Milliseconds between two lines where a line cannot be rewritten. */
const LINE_MS = 5000;

export function createTaskProgress(
  { stderr, interactive }: Pick<CommandIo, 'stderr' | 'interactive'>,
  now: () => number = () => performance.now(),
): TaskProgressLine {
  let isShown = false;
  let shownAt = now();
  return {
    update({ done, total, what }) {
      const share = Math.floor((100 * done) / Math.max(1, total));
      const text = printable(total === 0 ? what : `${String(share).padStart(3)} %  ${what}`, false);
      if (interactive) {
        const columns = 'columns' in stderr && typeof stderr.columns === 'number' ? stderr.columns : DEFAULT_COLUMNS;
        stderr.write(CLEAR_LINE + cut(text, columns - 1));
        isShown = true;
      } else if (now() - shownAt >= LINE_MS) {
        stderr.write(`${text}\n`);
        shownAt = now();
      }
    },
    finish() {
      if (isShown) stderr.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
