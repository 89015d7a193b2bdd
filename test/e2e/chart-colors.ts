import type { Rgb } from './pixels.ts';

/** Of the dark theme: charts-blue, charts-orange, its background. */
export const DARK = {
  BLUE: [0x37, 0x94, 0xff],
  ORANGE: [0xd1, 0x86, 0x16],
  GROUND: [0x1f, 0x1f, 0x1f],
} as const satisfies Readonly<Record<string, Rgb>>;
