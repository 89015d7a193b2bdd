/**
 * Colors of values, ready for image data. Those of densities are the same in all themes and on the command line. Those of
 * differences fade into the background at zero, which is light in light themes and dark in dark ones.
 */
import { densityTable, oklch } from '../../../daemon/pictures/color-map.ts';

/** `diverging`: blue below zero, a neutral gray at zero, orange above. */
export type MapName = 'sequential' | 'diverging';

const STEPS = 256;
/** Degrees in OKLCh. */
const BELOW = 255;
const ABOVE = 58;

/** Lightness at zero, and the change of lightness and chroma towards the ends. */
const ON_LIGHT = { zero: 0.97, lightness: -0.5, chroma: 0.17 };
const ON_DARK = { zero: 0.32, lightness: 0.46, chroma: 0.15 };

/** 256 colors as RGBA, little-endian. */
export function colorTable(name: MapName, isDark: boolean): Uint32Array {
  const colors =
    name === 'sequential' ? densityTable(STEPS) : Array.from({ length: STEPS }, (_, i) => diverging(i, isDark));
  return Uint32Array.from(colors, ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
}

/** Equal distances from the middle have equal lightness and chroma. */
function diverging(index: number, isDark: boolean) {
  const place = (2 * index) / (STEPS - 1) - 1;
  const distance = Math.abs(place);
  const { zero, lightness, chroma } = isDark ? ON_DARK : ON_LIGHT;
  return oklch(zero + lightness * distance, chroma * distance, place < 0 ? BELOW : ABOVE);
}
