/** What pictures are drawn on: pixels or SVG. The point (x, y) is in pixels, y down; pixel (x, y) covers [x, x+1) × [y, y+1). */
import type { Color } from './color.ts';
import type { PictureTheme } from './theme.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Straight segments as x0, y0, x1, y1, … in pixels. */
export type Segments = readonly number[];

export interface TextStyle {
  /** Height of a capital letter, pixels. */
  readonly size: number;
  readonly color: Color;
  /** Which point of the text is at (x, y): its left end, middle or right end on the base line. Default `left`. */
  readonly align?: 'left' | 'center' | 'right';
  /** Stroke relative to the size; default 0.13, headings 0.16. */
  readonly weight?: number;
  /** The whole text, if this is a part of it: an SVG shows it under the pointer. */
  readonly full?: string;
  /** true: the text reads upwards, for the label of a vertical axis. */
  readonly upwards?: boolean;
}

export interface Canvas {
  readonly theme: PictureTheme;
  readonly width: number;
  readonly height: number;
  /** On pixels, the corners are rounded to the nearest pixel boundary. `opacity` is in 0…1, here and below; default 1. */
  fillRectangle(area: Rectangle, color: Color, opacity?: number): void;
  /** A filled circle with a smooth edge, clipped to `clip`. */
  fillCircle(center: readonly [number, number], radius: number, color: Color, opacity: number, clip: Rectangle): void;
  /** Draws segments with round ends as one shape: where they overlap, it is blended once. Default of `clip`: the canvas. */
  strokeSegments(segments: Segments, thickness: number, color: Color, clip?: Rectangle, opacity?: number): void;
  /** Fills the polygon with the corners x0, y0, x1, y1, … */
  fillPolygon(corners: readonly number[], color: Color, opacity?: number): void;
  /** Fills what is within closed loops, each x0, y0, x1, y1, …, by the even-odd rule: a loop in a loop is a hole. */
  fillLoops(loops: readonly (readonly number[])[], color: Color, opacity?: number): void;
  /** Draws text with its base line at y. */
  drawText(text: string, x: number, y: number, style: TextStyle): void;
  /** Colors each pixel of the area. @param colorOf of the pixel in column x and row y of the area */
  paint(area: Rectangle, colorOf: (x: number, y: number) => Color): void;
  /** The file. */
  encode(): Uint8Array;
}
