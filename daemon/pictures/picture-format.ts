/** The files that a picture can become. */
import type { Canvas, Color } from './canvas.ts';
import { pixelCanvas } from './pixel-canvas.ts';
import { svgCanvas } from './svg-canvas.ts';

export const PICTURE_FORMATS = ['png', 'svg'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** @param title for screen readers; '' if there is none */
export function createCanvas(
  format: PictureFormat,
  width: number,
  height: number,
  background: Color,
  title: string,
): Canvas {
  return format === 'svg' ? svgCanvas(width, height, background, title) : pixelCanvas(width, height, background);
}
