/** Antialiased shapes on a small gray image. */

export interface Shape {
  /** Signed distance to the edge, negative inside. */
  readonly distance: (x: number, y: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function disc(cx: number, cy: number, radius: number): Shape {
  return {
    distance: (x, y) => Math.sqrt((x - cx) ** 2 + (y - cy) ** 2) - radius,
    left: cx - radius,
    right: cx + radius,
    top: cy - radius,
    bottom: cy + radius,
  };
}

/** A line from a to b with round ends, whose radius changes evenly. */
export function limb(a: readonly [number, number], b: readonly [number, number], from: number, to: number): Shape {
  const [ax, ay] = a;
  const [dx, dy] = [b[0] - ax, b[1] - ay];
  const square = dx * dx + dy * dy;
  return {
    distance: (x, y) => {
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square));
      return Math.sqrt((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2) - from - along * (to - from);
    },
    left: Math.min(ax - from, b[0] - to),
    right: Math.max(ax + from, b[0] + to),
    top: Math.min(ay - from, b[1] - to),
    bottom: Math.max(ay + from, b[1] + to),
  };
}

/** A trapezoid symmetric about x = cx, with half-widths `above` at y = top and `below` at y = bottom. Its distance is approximate. */
export function trapezoid(cx: number, top: number, bottom: number, above: number, below: number): Shape {
  const slope = (below - above) / (bottom - top);
  const widest = Math.max(above, below);
  return {
    distance: (x, y) => {
      const half = above + Math.max(0, Math.min(bottom - top, y - top)) * slope;
      return Math.max(Math.abs(x - cx) - half, top - y, y - bottom);
    },
    left: cx - widest,
    right: cx + widest,
    top,
    bottom,
  };
}

export function without(shape: Shape, cut: Shape): Shape {
  return { ...shape, distance: (x, y) => Math.max(shape.distance(x, y), -cut.distance(x, y)) };
}

/**
 * Calls `visit` for each pixel of which a part is inside.
 * @param scale pixels per unit of the shape
 */
export function coverPixels(
  { distance, left, right, top, bottom }: Shape,
  size: number,
  scale: number,
  visit: (pixel: number, share: number, x: number, y: number) => void,
): void {
  const first = (edge: number) => Math.max(0, Math.floor(edge * scale - 1));
  const last = (edge: number) => Math.min(size - 1, Math.ceil(edge * scale));
  for (let row = first(top); row <= last(bottom); row++) {
    for (let column = first(left); column <= last(right); column++) {
      const [x, y] = [(column + 0.5) / scale, (row + 0.5) / scale];
      // The share of a pixel by the distance of its center from the edge.
      const share = Math.min(1, 0.5 - distance(x, y) * scale);
      if (share > 0) visit(row * size + column, share, x, y);
    }
  }
}
