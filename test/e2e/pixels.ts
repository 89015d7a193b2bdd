/** What is seen, pixel by pixel. */
import { decode } from 'fast-png';
import type { Locator } from 'playwright-core';

export type Rgb = readonly [number, number, number];

/** What is seen in the place of an element, in device pixels. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): Rgb;
  /** Where this color is seen, give or take `tolerance` in each component; from top to bottom. */
  find(color: Rgb, tolerance?: number): readonly (readonly [x: number, y: number])[];
}

export async function pixelsOf(element: Locator): Promise<Pixels> {
  const { data, width, height, channels } = decode(await element.screenshot());
  const at = (x: number, y: number): Rgb => {
    const start = (y * width + x) * channels;
    return [data[start]!, data[start + 1]!, data[start + 2]!];
  };
  return {
    width,
    height,
    at,
    find(color, tolerance = 0) {
      const found: [number, number][] = [];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          if (at(x, y).every((value, i) => Math.abs(value - color[i]!) <= tolerance)) found.push([x, y]);
        }
      }
      return found;
    },
  };
}
