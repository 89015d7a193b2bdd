/** The visible steps of a chart, and how keys and the wheel change them. */

export interface XRange {
  readonly from: number;
  readonly to: number;
}

/** Change by a wheel step or a key, as a share of the range. */
export const ZOOM = 0.2;
/** Fewest visible steps. */
const LEAST = 2;

/** @param by share by which the range grows around `at` */
export function zoomedRange({ from, to }: XRange, by: number, at: number): XRange {
  return { from: at - (at - from) * (1 + by), to: at + (to - at) * (1 + by) };
}

/** @param by share of the range, which keeps its width at the ends of the data */
export function movedRange({ from, to }: XRange, by: number, extent: XRange): XRange {
  const width = to - from;
  const last = Math.max(extent.from, extent.to - width);
  const start = Math.min(Math.max(from + by * width, extent.from), last);
  return { from: start, to: start + width };
}

/** The range, limited to the data; null: all steps, undefined: too few steps. */
export function takenRange(range: XRange | null, extent: XRange): XRange | null | undefined {
  if (range === null) return null;
  const next = { from: Math.max(extent.from, range.from), to: Math.min(extent.to, range.to) };
  if (next.to - next.from < LEAST) return undefined;
  return next.from <= extent.from && next.to >= extent.to ? null : next;
}

/** The range after a key; null: show all, undefined: another key. */
export function keyedRange(event: KeyboardEvent, shown: XRange, extent: XRange): XRange | null | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const middle = (shown.from + shown.to) / 2;
  const ranges: Readonly<Record<string, XRange | null>> = {
    '+': zoomedRange(shown, -ZOOM, middle),
    '=': zoomedRange(shown, -ZOOM, middle),
    '-': zoomedRange(shown, ZOOM, middle),
    ArrowLeft: movedRange(shown, -ZOOM, extent),
    ArrowRight: movedRange(shown, ZOOM, extent),
    '0': null,
    Escape: null,
  };
  if (!Object.hasOwn(ranges, event.key)) return undefined;
  event.preventDefault();
  return ranges[event.key];
}
