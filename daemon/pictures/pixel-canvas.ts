/** A canvas of RGBA pixels in memory, which becomes a PNG file. */
import type { Canvas, Rectangle, Segments, TextStyle } from './canvas.ts';
import type { Color } from './color.ts';
import { encodePng } from './png.ts';
import { textSegments } from './stroked-text.ts';
import type { PictureTheme } from './theme.ts';

export interface PixelCanvas extends Canvas {
  /** RGBA, row by row. */
  readonly pixels: Uint8Array;
}

/** Lines of a polygon's coverage in each row of pixels. */
const LINES = 4;

export function pixelCanvas(width: number, height: number, theme: PictureTheme): PixelCanvas {
  const pixels = new Uint8Array(width * height * 4);
  const whole = { x: 0, y: 0, width, height };
  const canvas: PixelCanvas = {
    theme,
    width,
    height,
    pixels,
    fillRectangle,
    fillCircle,
    strokeSegments,
    fillPolygon: (corners, color, opacity) => fillLoops([corners], color, opacity),
    fillLoops,
    drawText,
    paint,
    encode: () => encodePng(canvas),
  };
  fillRectangle(whole, theme.background);
  return canvas;

  /** Blends `color` into one pixel; does nothing outside the canvas. */
  function blend(x: number, y: number, color: Color, opacity: number): void {
    if (x < 0 || y < 0 || x >= width || y >= height || !(opacity > 0)) return;
    const at = (y * width + x) * 4;
    const a = Math.min(1, opacity);
    pixels[at] = Math.round(pixels[at]! + (color[0] - pixels[at]!) * a);
    pixels[at + 1] = Math.round(pixels[at + 1]! + (color[1] - pixels[at + 1]!) * a);
    pixels[at + 2] = Math.round(pixels[at + 2]! + (color[2] - pixels[at + 2]!) * a);
    pixels[at + 3] = 255;
  }

  function fillRectangle(area: Rectangle, color: Color, opacity = 1): void {
    const right = Math.round(area.x + area.width);
    const bottom = Math.round(area.y + area.height);
    for (let y = Math.round(area.y); y < bottom; y++) {
      for (let x = Math.round(area.x); x < right; x++) blend(x, y, color, opacity);
    }
  }

  function fillCircle(
    [cx, cy]: readonly [number, number],
    radius: number,
    color: Color,
    opacity: number,
    clip: Rectangle,
  ): void {
    const left = Math.max(clip.x, Math.floor(cx - radius - 1));
    const right = Math.min(clip.x + clip.width, Math.ceil(cx + radius + 1));
    const top = Math.max(clip.y, Math.floor(cy - radius - 1));
    const bottom = Math.min(clip.y + clip.height, Math.ceil(cy + radius + 1));
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
        blend(x, y, color, opacity * Math.min(1, Math.max(0, radius - distance + 0.5)));
      }
    }
  }

  /** Edges are smooth: coverage depends on the distance of the pixel's center to the nearest segment. */
  function strokeSegments(segments: Segments, thickness: number, color: Color, clip = whole, opacity = 1): void {
    const reach = thickness / 2 + 1;
    const coverage = new Map<number, number>();
    for (let i = 0; i + 3 < segments.length; i += 4) {
      const [x0, y0, x1, y1] = [segments[i]!, segments[i + 1]!, segments[i + 2]!, segments[i + 3]!];
      const [dx, dy] = [x1 - x0, y1 - y0];
      const squared = dx * dx + dy * dy;
      const left = Math.max(clip.x, 0, Math.floor(Math.min(x0, x1) - reach));
      const right = Math.min(clip.x + clip.width, width, Math.ceil(Math.max(x0, x1) + reach));
      const top = Math.max(clip.y, 0, Math.floor(Math.min(y0, y1) - reach));
      const bottom = Math.min(clip.y + clip.height, height, Math.ceil(Math.max(y0, y1) + reach));
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
          const t = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
          const covered = Math.min(1, thickness / 2 + 0.5 - Math.hypot(px - t * dx, py - t * dy));
          const key = y * width + x;
          if (covered > (coverage.get(key) ?? 0)) coverage.set(key, covered);
        }
      }
    }
    for (const [key, covered] of coverage) blend(key % width, Math.floor(key / width), color, covered * opacity);
  }

  /** Even-odd; edges are smooth. */
  function fillLoops(loops: readonly (readonly number[])[], color: Color, opacity = 1): void {
    const ys = loops.flatMap((corners) => corners.filter((_, i) => i % 2 === 1));
    const top = Math.max(0, Math.floor(ys.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)));
    const bottom = Math.min(height, Math.ceil(ys.reduce((a, b) => Math.max(a, b), 0)));
    for (let y = top; y < bottom; y++) {
      const covered = new Float64Array(width);
      for (let line = 0; line < LINES; line++) {
        const at = y + (line + 0.5) / LINES;
        const crossings = loops.flatMap((corners) => crossingsAt(corners, at)).sort((a, b) => a - b);
        for (let i = 0; i + 1 < crossings.length; i += 2) addSpan(covered, crossings[i]!, crossings[i + 1]!);
      }
      for (const [x, share] of covered.entries()) blend(x, y, color, (opacity * share) / LINES);
    }
  }

  function drawText(text: string, x: number, y: number, style: TextStyle): void {
    strokeSegments(textSegments(text, x, y, style), Math.max(1.1, style.size * (style.weight ?? 0.13)), style.color);
  }

  function paint(area: Rectangle, colorOf: (x: number, y: number) => Color): void {
    for (let y = 0; y < area.height; y++) {
      for (let x = 0; x < area.width; x++) blend(area.x + x, area.y + y, colorOf(x, y), 1);
    }
  }
}

/** x at which the edges of a polygon cross the line at y. */
function crossingsAt(corners: readonly number[], y: number): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < corners.length; i += 2) {
    const next = (i + 2) % corners.length;
    const [x0, y0, x1, y1] = [corners[i]!, corners[i + 1]!, corners[next]!, corners[next + 1]!];
    if (y0 <= y !== y1 <= y) found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return found;
}

/** Adds to each pixel the share of it that lies in [from, to]. */
function addSpan(covered: Float64Array, from: number, to: number): void {
  for (let x = Math.max(0, Math.floor(from)); x < Math.min(covered.length, Math.ceil(to)); x++) {
    covered[x]! += Math.min(x + 1, to) - Math.max(x, from);
  }
}
