/** A progress line for training. */
import type { Writable } from 'node:stream';
import type { StepEvent } from '../../../protocol/train-events.ts';
import { formatCount, formatDuration, formatNats, formatRate } from '../../format/numbers.ts';
import { printable } from '../../format/printable.ts';
import { createStyle, type Style } from '../../format/style.ts';
import { cut } from '../../format/table.ts';

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** `nats`; null: the loss has no unit. */
  readonly unit: string | null;
  /** The losses of a model with several, in place of `loss`. */
  readonly objectives?: StepEvent['objectives'];
  /** Latest estimate of KL(p ‖ q), if the true density is known. */
  readonly gap?: number | null | undefined;
  /** The same in bits/dim, for images. */
  readonly gapBitsPerDim?: number | null | undefined;
  /** Lowest possible loss, if it is known. */
  readonly floor?: number | undefined;
  /** Latest validation loss. */
  readonly validation?: number | null | undefined;
  readonly samplesPerSecond: number;
  /** Seconds; null while it is not known. */
  readonly timeLeft: number | null;
}

const BAR_CELLS = 20;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** `███▌        18 %  step 720/4000  loss 1.0312 nats  gap 0.0214  1.2M samples/s  12.3 s left`, at most `width` columns. */
export function progressText(progress: TrainingProgress, width: number, style: Style = createStyle(false)): string {
  const { step, steps, gap, gapBitsPerDim, floor, validation, timeLeft } = progress;
  const share = steps > 0 ? Math.min(1, Math.max(0, step / steps)) : 0;
  const eighths = Math.floor(share * BAR_CELLS * 8);
  const filled = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
  const inBits = gapBitsPerDim == null ? '' : ` (${formatNats(gapBitsPerDim)} bits/dim)`;
  const parts = [
    `${filled.padEnd(BAR_CELLS)} ${String(Math.floor(share * 100)).padStart(3)} %`,
    `step ${formatCount(step)}/${formatCount(steps)}`,
    ...lossesOf(progress),
    ...(gap !== undefined
      ? [`gap ${formatNats(gap)}${inBits}`]
      : floor !== undefined
        ? [`floor ${formatNats(floor)}`]
        : []),
    ...(validation !== undefined && gap === undefined ? [`validation ${formatNats(validation)}`] : []),
    `${formatRate(progress.samplesPerSecond)} samples/s`,
    ...(timeLeft === null ? [] : [`${formatDuration(timeLeft)} left`]),
  ];
  // Pieces that do not fit are dropped from the end, except the time left, and finally the bar.
  const fits = (pieces: readonly string[]) => pieces.join('  ').length <= width;
  const kept = fits(parts) ? parts : parts.slice(1);
  while (kept.length > 2 && !fits(kept)) kept.splice(kept.length - 2, 1);
  const text = cut(kept.join('  '), width);
  return text.startsWith(filled) && filled !== '' ? style.cyan(filled) + text.slice(filled.length) : text;
}

function lossesOf({ loss, unit, objectives }: TrainingProgress): readonly string[] {
  if (objectives === undefined) return [`loss ${formatNats(loss)}${unit === null ? '' : ` ${unit}`}`];
  return objectives.map((objective) => `${objective.name} loss ${formatNats(objective.loss)}`);
}

export interface ProgressLine {
  /** Shows the progress, unless it was shown very recently. */
  update(progress: TrainingProgress): void;
  /** Writes a separate line above the progress line. */
  note(text: string): void;
  /** Makes the last progress permanent. Call it once, at the end or before an error is printed. */
  finish(): void;
}

export interface ProgressLineOptions {
  readonly stream: Writable & { readonly columns?: number };
  /** The stream is a terminal, so the line is rewritten in place; otherwise whole lines are written now and then. */
  readonly interactive: boolean;
  readonly style?: Style;
  /** Milliseconds; default `performance.now`. */
  readonly now?: () => number;
}

const REWRITE_MS = 100;
const LINE_MS = 5000;
const CLEAR_LINE = '\r\u001b[2K';
const DEFAULT_COLUMNS = 100;

export function createProgressLine(options: ProgressLineOptions): ProgressLine {
  const { stream, interactive } = options;
  const now = options.now ?? (() => performance.now());
  let shownAt = Number.NEGATIVE_INFINITY;
  let latest: TrainingProgress | null = null;
  let pending = false;
  // One column stays free: on some terminals a full line would wrap and could not be rewritten.
  const text = (progress: TrainingProgress) =>
    progressText(progress, (stream.columns ?? DEFAULT_COLUMNS) - 1, options.style);
  const show = (): void => {
    if (latest === null) return;
    stream.write(interactive ? CLEAR_LINE + text(latest) : `${text(latest)}\n`);
    shownAt = now();
    pending = false;
  };
  return {
    update(progress) {
      latest = progress;
      pending = true;
      if (now() - shownAt >= (interactive ? REWRITE_MS : LINE_MS)) show();
    },
    note(line) {
      const safe = printable(line, false);
      stream.write(interactive ? `${CLEAR_LINE}${safe}\n` : `${safe}\n`);
      if (interactive) show();
    },
    finish() {
      if (latest === null) return;
      if (pending) show();
      if (interactive) stream.write('\n');
      latest = null;
    },
  };
}
