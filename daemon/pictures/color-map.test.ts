import { expect, test } from 'vitest';
import type { Color } from './color.ts';
import { densityColor, densityTable } from './color-map.ts';

/** Lightness L of OKLab, computed from the 8-bit color. */
function lightness(color: Color): number {
  const [r, g, b] = color.map((value) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
}

test('lightness rises in equal steps from dark to light', () => {
  const table = densityTable(33);
  const levels = table.map(lightness);
  expect(levels[0]).toBeCloseTo(0.2, 2);
  expect(levels.at(-1)).toBeCloseTo(0.94, 2);
  // 8-bit rounding changes L by up to about 0.004; a step is 0.023.
  for (let i = 1; i < levels.length; i++) expect(Math.abs(levels[i]! - levels[i - 1]! - 0.74 / 32)).toBeLessThan(0.008);
});

test('neighbors in the table never jump', () => {
  const table = densityTable();
  for (let i = 1; i < table.length; i++) {
    for (let c = 0; c < 3; c++) expect(Math.abs(table[i]![c]! - table[i - 1]![c]!)).toBeLessThanOrEqual(6);
  }
});

test('values outside of 0…1 take the nearest end, not-a-number the dark one', () => {
  expect(densityColor(-3)).toEqual(densityColor(0));
  expect(densityColor(Number.NaN)).toEqual(densityColor(0));
  expect(densityColor(7)).toEqual(densityColor(1));
});
