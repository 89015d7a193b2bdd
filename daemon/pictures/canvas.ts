/** An RGBA picture in memory and the few shapes that charts need. Pixel (x, y) covers [x, x+1) × [y, y+1), y down. */

/** Red, green, blue in 0…255 (sRGB). */
export type Color = readonly [number, number, number];

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly pixels: Uint8Array;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function createCanvas(width: number, height: number, background: Color): Canvas {
  const canvas = { width, height, pixels: new Uint8Array(width * height * 4) };
  fillRectangle(canvas, { x: 0, y: 0, width, height }, background);
  return canvas;
}

/** Blends `color` into one pixel with `opacity` in 0…1; does nothing outside the canvas. */
export function blend(canvas: Canvas, x: number, y: number, color: Color, opacity: number): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height || !(opacity > 0)) return;
  const { pixels } = canvas;
  const at = (y * canvas.width + x) * 4;
  const a = Math.min(1, opacity);
  pixels[at] = Math.round(pixels[at]! + (color[0] - pixels[at]!) * a);
  pixels[at + 1] = Math.round(pixels[at + 1]! + (color[1] - pixels[at + 1]!) * a);
  pixels[at + 2] = Math.round(pixels[at + 2]! + (color[2] - pixels[at + 2]!) * a);
  pixels[at + 3] = 255;
}

/** Fills whole pixels; the corners are rounded to the nearest pixel boundary. */
export function fillRectangle(canvas: Canvas, area: Rectangle, color: Color, opacity = 1): void {
  const right = Math.round(area.x + area.width);
  const bottom = Math.round(area.y + area.height);
  for (let y = Math.round(area.y); y < bottom; y++) {
    for (let x = Math.round(area.x); x < right; x++) blend(canvas, x, y, color, opacity);
  }
}

/** A filled circle with a smooth edge, clipped to `clip`. */
export function fillCircle(
  canvas: Canvas,
  center: readonly [number, number],
  radius: number,
  color: Color,
  opacity: number,
  clip: Rectangle,
): void {
  const [cx, cy] = center;
  const left = Math.max(clip.x, Math.floor(cx - radius - 1));
  const right = Math.min(clip.x + clip.width, Math.ceil(cx + radius + 1));
  const top = Math.max(clip.y, Math.floor(cy - radius - 1));
  const bottom = Math.min(clip.y + clip.height, Math.ceil(cy + radius + 1));
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
      blend(canvas, x, y, color, opacity * Math.min(1, Math.max(0, radius - distance + 0.5)));
    }
  }
}

/** Straight segments as x0, y0, x1, y1, … in pixels. */
export type Segments = readonly number[];

/**
 * Draws segments as one shape with round ends: where they overlap, a pixel is blended once. Edges are smooth: coverage
 * depends on the distance of the pixel's center to the nearest segment.
 */
export function strokeSegments(
  canvas: Canvas,
  segments: Segments,
  thickness: number,
  color: Color,
  clip: Rectangle = { x: 0, y: 0, width: canvas.width, height: canvas.height },
  opacity = 1,
): void {
  const reach = thickness / 2 + 1;
  const coverage = new Map<number, number>();
  for (let i = 0; i + 3 < segments.length; i += 4) {
    const [x0, y0, x1, y1] = [segments[i]!, segments[i + 1]!, segments[i + 2]!, segments[i + 3]!];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const squared = dx * dx + dy * dy;
    const left = Math.max(clip.x, 0, Math.floor(Math.min(x0, x1) - reach));
    const right = Math.min(clip.x + clip.width, canvas.width, Math.ceil(Math.max(x0, x1) + reach));
    const top = Math.max(clip.y, 0, Math.floor(Math.min(y0, y1) - reach));
    const bottom = Math.min(clip.y + clip.height, canvas.height, Math.ceil(Math.max(y0, y1) + reach));
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const t = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
        const covered = Math.min(1, thickness / 2 + 0.5 - Math.hypot(px - t * dx, py - t * dy));
        const key = y * canvas.width + x;
        if (covered > (coverage.get(key) ?? 0)) coverage.set(key, covered);
      }
    }
  }
  for (const [key, covered] of coverage) {
    blend(canvas, key % canvas.width, Math.floor(key / canvas.width), color, covered * opacity);
  }
}
