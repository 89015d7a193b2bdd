/** Moves and zooms a rectangle of the plane with the mouse and the keyboard. */

/** x low, x high, y low, y high. */
export type Extent = readonly [number, number, number, number];

/** Largest aspect at which x and y have the same scale. */
const WIDEST = 2.5;

/**
 * Height divided by width of a picture of the plane: as in the data, so that shapes are not stretched. It is square if one range
 * is much larger than the other; then the columns have different units.
 */
export function aspectOf([left, right, bottom, top]: Extent): number {
  const aspect = (top - bottom) / (right - left);
  return aspect > 1 / WIDEST && aspect < WIDEST ? aspect : 1;
}

/** The extent with the shorter side made as long as the other one, unless `aspectOf` is for different units. */
export function squared(extent: Extent): Extent {
  const aspect = aspectOf(extent);
  const [left, right, bottom, top] = extent;
  const [roomX, roomY] = [
    aspect > 1 ? (top - bottom - (right - left)) / 2 : 0,
    aspect < 1 ? (right - left - (top - bottom)) / 2 : 0,
  ];
  return [left - roomX, right + roomX, bottom - roomY, top + roomY];
}

/** Factor of a wheel step or of `+` and `−`. */
const ZOOM = 1.2;
/** Step of an arrow key, as a share of the extent. */
const STEP = 0.15;

/** @param dx, dy shares of width and height; positive: right and up */
export function moved([left, right, bottom, top]: Extent, dx: number, dy: number): Extent {
  const [x, y] = [dx * (right - left), dy * (top - bottom)];
  return [left + x, right + x, bottom + y, top + y];
}

/** @param at fixed point, as shares of width and height from the lower left */
export function zoomed([left, right, bottom, top]: Extent, by: number, at: readonly [number, number]): Extent {
  const [x, y] = [left + at[0] * (right - left), bottom + at[1] * (top - bottom)];
  return [x - (x - left) * by, x + (right - x) * by, y - (y - bottom) * by, y + (top - y) * by];
}

/** Position of the mouse, as shares of width and height from the lower left. */
export function placeIn(event: MouseEvent): readonly [number, number] {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
}

/** The extent after a wheel step; undefined if the browser zooms the page. */
export function wheeled(event: WheelEvent, extent: Extent): Extent | undefined {
  if (event.ctrlKey) return undefined;
  event.preventDefault();
  return zoomed(extent, event.deltaY > 0 ? ZOOM : 1 / ZOOM, placeIn(event));
}

/** The extent after a key; null: show all, undefined: another key. */
export function keyed(event: KeyboardEvent, extent: Extent): Extent | null | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const middle = [0.5, 0.5] as const;
  const extents: Readonly<Record<string, Extent | null>> = {
    ArrowLeft: moved(extent, -STEP, 0),
    ArrowRight: moved(extent, STEP, 0),
    ArrowUp: moved(extent, 0, STEP),
    ArrowDown: moved(extent, 0, -STEP),
    '+': zoomed(extent, 1 / ZOOM, middle),
    '=': zoomed(extent, 1 / ZOOM, middle),
    '-': zoomed(extent, ZOOM, middle),
    '0': null,
  };
  if (!Object.hasOwn(extents, event.key)) return undefined;
  event.preventDefault();
  return extents[event.key];
}
