/** Colors and sizes that all pictures share. Pictures are drawn for screens with two pixels per point. */
import type { Color } from './color.ts';

export interface PictureTheme {
  readonly background: Color;
  /** Behind the marks of a plot. */
  readonly panel: Color;
  readonly grid: Color;
  readonly frame: Color;
  /** Where marks are expected to be, behind them. */
  readonly band: Color;
  readonly text: Color;
  readonly muted: Color;
  /** Colors of lines and points: they contrast with the background, and differ with common kinds of color blindness. */
  readonly series: readonly Color[];
}

export type ThemeName = 'dark' | 'light';

export const THEMES: Readonly<Record<ThemeName, PictureTheme>> = {
  dark: {
    background: [24, 25, 29],
    panel: [30, 32, 37],
    grid: [52, 55, 62],
    frame: [88, 92, 102],
    band: [65, 68, 76],
    text: [226, 228, 233],
    muted: [158, 163, 174],
    series: [
      [86, 180, 233],
      [240, 163, 66],
      [64, 190, 148],
      [222, 130, 178],
      [236, 222, 96],
      [150, 140, 240],
    ],
  },
  light: {
    background: [255, 255, 255],
    panel: [249, 250, 251],
    grid: [226, 229, 234],
    frame: [150, 156, 166],
    band: [214, 218, 226],
    text: [32, 35, 42],
    muted: [88, 94, 106],
    series: [
      [0, 102, 178],
      [198, 92, 0],
      [0, 128, 92],
      [178, 66, 126],
      [138, 116, 0],
      [98, 84, 196],
    ],
  },
};

/** What a series is of, in every picture and every panel. */
export const MODEL_COLOR = 0;
export const DATA_COLOR = 1;

export const TITLE_SIZE = 19;
export const LABEL_SIZE = 14;
export const TICK_SIZE = 12.5;
export const MARGIN = 28;
