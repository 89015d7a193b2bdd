/** Colours of values, ready for image data. They are fixed: a picture means the same in every theme, and in the command line's. */
import { densityTable, oklch } from '../../daemon/pictures/colour-map.ts';

/** `diverging`: blue below zero, light at zero, red above. */
export type MapName = 'sequential' | 'diverging';

const STEPS = 256;
/** Degrees in OKLCh. */
const BELOW = 255;
const ABOVE = 28;

/** 256 colours as RGBA, little-endian. */
export function colorTable(name: MapName): Uint32Array {
  const colours = name === 'sequential' ? densityTable(STEPS) : Array.from({ length: STEPS }, (_, i) => diverging(i));
  return Uint32Array.from(colours, ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
}

/** Equal distances from the middle are equally light and equally colourful. */
function diverging(index: number) {
  const place = (2 * index) / (STEPS - 1) - 1;
  const distance = Math.abs(place);
  return oklch(0.97 - 0.5 * distance, 0.17 * distance, place < 0 ? BELOW : ABOVE);
}
