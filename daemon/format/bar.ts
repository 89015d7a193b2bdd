/** Horizontal bars around a zero line, for the waterfall of log-det contributions. */
import type { Style } from './style.ts';

/** Left parts of a cell, in eighths. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'] as const;

export interface BarScale {
  /** Value of the left end, ≤ 0. */
  readonly low: number;
  /** Value of the right end, ≥ 0. */
  readonly high: number;
  /** Cells for the bars, without the zero line. */
  readonly width: number;
}

/** The scale that covers all finite values and zero. */
export function barScale(values: readonly number[], width: number): BarScale {
  const finite = values.filter(Number.isFinite);
  return { low: Math.min(0, ...finite), high: Math.max(0, ...finite), width };
}

/** Cells left of the zero line. */
function cellsLeft({ low, high, width }: BarScale): number {
  if (high === low) return 0;
  const share = Math.round((-low / (high - low)) * width);
  // A side with values gets at least one cell.
  return Math.min(high > 0 ? width - 1 : width, Math.max(low < 0 ? 1 : 0, share));
}

/**
 * A bar of `value`, always width + 1 cells: `   ███│    ` or `      │██▌ `. Right of zero in eighths of a cell, left of
 * it in halves, because terminals have no finer right-aligned blocks. A value that is not finite gets no bar.
 */
export function signedBar(value: number, scale: BarScale, style?: Style): string {
  const left = cellsLeft(scale);
  const right = scale.width - left;
  const paint = (color: 'green' | 'red', text: string) => (text === '' || !style ? text : style[color](text));
  const axis = style ? style.dim('│') : '│';
  if (!Number.isFinite(value)) return ' '.repeat(left) + axis + ' '.repeat(right);
  if (value < 0) {
    const halves = Math.min(2 * left, Math.max(1, Math.round((value / scale.low) * left * 2)));
    const bar = (halves % 2 === 1 ? '▐' : '') + '█'.repeat(Math.floor(halves / 2));
    return ' '.repeat(left - bar.length) + paint('red', bar) + axis + ' '.repeat(right);
  }
  const eighths = value === 0 ? 0 : Math.min(8 * right, Math.max(1, Math.round((value / scale.high) * right * 8)));
  const bar = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
  return ' '.repeat(left) + axis + paint('green', bar) + ' '.repeat(right - bar.length);
}
