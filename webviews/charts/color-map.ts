/** Colours of values. Maps are fixed: a picture means the same in every theme. */

/** Anchors of viridis (van der Walt, Smith; CC0): perceptually even, readable without colour vision. */
const VIRIDIS = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
] as const;

/** Blue – white – red, for differences around zero (after ColorBrewer RdBu, Brewer 2013). */
const DIVERGING = [
  [33, 102, 172],
  [103, 169, 207],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [239, 138, 98],
  [178, 24, 43],
] as const;

type Anchors = readonly (readonly [number, number, number])[];

export type MapName = 'sequential' | 'diverging';

/** 256 colours as RGBA, little-endian, ready for a Uint32Array over image data. */
export function colorTable(name: MapName): Uint32Array {
  return tableOf(name === 'sequential' ? VIRIDIS : DIVERGING);
}

function tableOf(anchors: Anchors): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const place = (i / 255) * (anchors.length - 1);
    const index = Math.min(anchors.length - 2, Math.floor(place));
    const share = place - index;
    const [a, b] = [anchors[index]!, anchors[index + 1]!];
    const [red, green, blue] = [0, 1, 2].map((c) => Math.round(a[c]! + share * (b[c]! - a[c]!)));
    return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0;
  });
}

/** `rgb(…)` of a place in [0, 1], for legends. */
export function colorAt(table: Uint32Array, share: number): string {
  const word = table[Math.max(0, Math.min(255, Math.round(share * 255)))]!;
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
}
