/**
 * Colors of points by where they are: the hue tells the direction from the middle, and the chroma the distance. Points that keep
 * their color show where they started, wherever a flow moves them.
 */
import { oklch } from '../../../daemon/pictures/color-map.ts';

/** Hues around the middle, and rings from it. */
const HUES = 24;
const RINGS = [0.35, 0.7, 1] as const;
/** Distance of the outermost ring, in standard deviations. */
const FARTHEST = 1.2;
const CHROMA = 0.19;
const LIGHTNESS = { dark: 0.75, light: 0.56 };

export interface PlaceColors {
  /** Of each point, an index into the palette. */
  readonly bins: Uint8Array;
  /** The points by bin: drawn in this order, a color is set once. */
  readonly order: Uint32Array;
}

/** @param points [n, 2] */
export function placeColors(points: ArrayLike<number>): PlaceColors {
  const n = points.length / 2;
  const sides = [side(points, 0), side(points, 1)] as const;
  const bins = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const [x, y] = sides.map(({ mean, std }, d) => (points[2 * i + d]! - mean) / std) as [number, number];
    // What is no number is in the middle.
    bins[i] = Number.isFinite(x + y) ? binOf(x, y) : 0;
  }
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => bins[a]! - bins[b]!);
  return { bins, order };
}

function binOf(x: number, y: number): number {
  const ring = Math.min(RINGS.length - 1, Math.floor((Math.hypot(x, y) / FARTHEST) * RINGS.length));
  const turn = Math.atan2(y, x) / (2 * Math.PI) + 1;
  return ring * HUES + (Math.round(turn * HUES) % HUES);
}

/** Of the finite values of a column. */
function side(points: ArrayLike<number>, column: 0 | 1): { readonly mean: number; readonly std: number } {
  const values = Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + column]!).filter(Number.isFinite);
  const n = Math.max(1, values.length);
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / n, 0));
  return { mean, std: std > 0 ? std : 1 };
}

/** The color of each bin, as CSS. */
export function placePalette(isDark: boolean): readonly string[] {
  const lightness = isDark ? LIGHTNESS.dark : LIGHTNESS.light;
  return RINGS.flatMap((share) =>
    Array.from({ length: HUES }, (_, i) => `rgb(${oklch(lightness, CHROMA * share, (360 * i) / HUES).join(' ')})`),
  );
}
