/** Colors and sizes that all pictures share. Pictures are drawn for screens with two pixels per point. */
import type { Color } from './canvas.ts';

export const BACKGROUND: Color = [24, 25, 29];
export const PANEL: Color = [30, 32, 37];
export const GRID: Color = [52, 55, 62];
export const FRAME: Color = [88, 92, 102];
export const TEXT: Color = [226, 228, 233];
export const MUTED: Color = [158, 163, 174];
/** Colors of lines and points: they contrast with the background, and differ with common kinds of color blindness. */
export const SERIES: readonly Color[] = [
  [86, 180, 233],
  [240, 163, 66],
  [64, 190, 148],
  [222, 130, 178],
  [236, 222, 96],
  [150, 140, 240],
];

export const TITLE_SIZE = 19;
export const LABEL_SIZE = 14;
export const TICK_SIZE = 12.5;
export const MARGIN = 28;
