/** The files that a picture can become, and how it looks. */
import type { Canvas } from './canvas.ts';
import { pixelCanvas } from './pixel-canvas.ts';
import { svgCanvas } from './svg-canvas.ts';
import { THEMES, type ThemeName } from './theme.ts';

export const PICTURE_FORMATS = ['png', 'svg'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

export interface PictureStyle {
  /** Default: png. */
  readonly format?: PictureFormat | undefined;
  /** Default: dark. */
  readonly theme?: ThemeName | undefined;
}

/** @param title for screen readers; '' if there is none */
export function createCanvas(
  { format = 'png', theme = 'dark' }: PictureStyle,
  width: number,
  height: number,
  title: string,
): Canvas {
  const colors = THEMES[theme];
  return format === 'svg' ? svgCanvas(width, height, colors, title) : pixelCanvas(width, height, colors);
}
