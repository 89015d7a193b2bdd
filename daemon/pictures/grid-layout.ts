/** Where the cells of a grid picture lie: gaps between groups, and room for row labels and headings. */
import { textWidth } from './text.ts';
import { TICK_SIZE } from './theme.ts';

export interface GridGroups {
  /** Consecutive rows and columns of each group; a wider gap separates groups. Default: one group. */
  readonly rows?: readonly number[];
  readonly columns?: readonly number[];
}

export interface Span {
  readonly start: number;
  readonly length: number;
}

export interface Axis {
  /** First pixel of each cell, from the left or upper edge of the grid. */
  readonly starts: readonly number[];
  /** Pixels of each group, for its heading. */
  readonly groups: readonly Span[];
  /** Pixels in all, with a gap at both ends. */
  readonly length: number;
}

/** Cells of `size` pixels in groups of `counts`; a group with a long label becomes up to two cells wide. */
export function gridAxis(counts: readonly number[], size: number, gap: number, labels: readonly string[]): Axis {
  const starts: number[] = [];
  const groups: Span[] = [];
  let at = gap;
  for (const [group, count] of counts.entries()) {
    if (group > 0) at += groupGap(size, gap);
    const cells = count * (size + gap) - gap;
    const label = labels[group];
    const wanted = label === undefined ? 0 : Math.ceil(textWidth(label, TICK_SIZE)) + 2;
    const length = Math.max(cells, Math.min(wanted, 2 * size));
    const first = at + Math.floor((length - cells) / 2);
    for (let i = 0; i < count; i++) starts.push(first + i * (size + gap));
    groups.push({ start: at, length });
    at += length + gap;
  }
  return { starts, groups, length: at };
}

function groupGap(size: number, gap: number): number {
  return Math.max(3 * gap, Math.round(size * 0.2));
}
