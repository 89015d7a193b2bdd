/** Which steps a chart shows, and what a key or the wheel makes of it. */

export interface XRange {
  readonly from: number;
  readonly to: number;
}

/** A step of the wheel or of a key, as a share of what is shown. */
export const ZOOM = 0.2;
/** Fewer steps are not zoomed to. */
const LEAST = 2;

/** @param by share that is added to what is shown, around `at` */
export function zoomedRange({ from, to }: XRange, by: number, at: number): XRange {
  return { from: at - (at - from) * (1 + by), to: at + (to - at) * (1 + by) };
}

/** @param by share of what is shown; the range keeps its width at the ends of the data */
export function movedRange({ from, to }: XRange, by: number, extent: XRange): XRange {
  const width = to - from;
  const last = Math.max(extent.from, extent.to - width);
  const start = Math.min(Math.max(from + by * width, extent.from), last);
  return { from: start, to: start + width };
}

/** A range as it is taken: within the data; null: all of them, undefined: too few steps. */
export function takenRange(range: XRange | null, extent: XRange): XRange | null | undefined {
  if (range === null) return null;
  const next = { from: Math.max(extent.from, range.from), to: Math.min(extent.to, range.to) };
  if (next.to - next.from < LEAST) return undefined;
  return next.from <= extent.from && next.to >= extent.to ? null : next;
}

/** The range after a key; null: all is shown, undefined: it is no key of ours. */
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
