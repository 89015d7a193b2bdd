/** Keys of a map of the plane: arrows move its cross-hair, and others move and zoom the picture. */
import { type PlanePoint, withinExtent } from './plane-cells.ts';
import { type Extent, keyed, moved, zoomed } from './plane-navigation.ts';

/** What a key changes. */
export interface KeyedProbe {
  /** null: all of the plane; absent: the picture stays. */
  readonly extent?: Extent | null;
  /** null: there is no cross-hair any longer; absent: it stays. */
  readonly point?: PlanePoint | null;
}

/** Step of the cross-hair, as a share of the extent. */
const STEP = 1 / 64;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** @param point where the cross-hair is; null: there is none, so it starts in the middle @returns undefined: another key */
export function probedBy(event: KeyboardEvent, extent: Extent, point: PlanePoint | null): KeyedProbe | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const [left, right, bottom, top] = extent;
  const middle = { x: (left + right) / 2, y: (bottom + top) / 2 };
  const arrow = Object.hasOwn(ARROWS, event.key) ? ARROWS[event.key] : undefined;
  if (arrow !== undefined && !event.shiftKey) {
    event.preventDefault();
    if (point === null) return { point: middle };
    const [x, y] = [arrow[0] * STEP * (right - left), arrow[1] * STEP * (top - bottom)];
    const next = { x: point.x + x, y: point.y + y };
    // At its edge the picture moves along.
    const within = withinExtent(extent, next);
    if (within.x === next.x && within.y === next.y) return { point: next };
    return { point: next, extent: moved(extent, arrow[0] * STEP, arrow[1] * STEP) };
  }
  if (event.key === 'Escape') return point === null ? undefined : { point: null };
  const next = keyed(event, extent);
  if (next === undefined) return undefined;
  const isZoom = arrow === undefined && next !== null;
  if (!isZoom || point === null) return { extent: next };
  const at = withinExtent(extent, point);
  const share = [(at.x - left) / (right - left), (at.y - bottom) / (top - bottom)] as const;
  return { extent: zoomed(extent, (next[1] - next[0]) / (right - left), share) };
}
