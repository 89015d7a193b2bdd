/** Red, green, blue in 0…255 (sRGB). */
export type Color = readonly [number, number, number];
