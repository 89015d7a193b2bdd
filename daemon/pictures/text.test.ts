import { expect, test } from 'vitest';
import { hasGlyph } from './glyphs.ts';
import { type PixelCanvas, pixelCanvas } from './pixel-canvas.ts';
import { fitText, textWidth } from './text.ts';
import { THEMES } from './theme.ts';

/** Bounds of the drawn pixels: [left, right, top, bottom]. */
function ink(canvas: PixelCanvas): readonly [number, number, number, number] {
  let [left, right, top, bottom] = [canvas.width, -1, canvas.height, -1];
  for (let y = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++) {
      if (canvas.pixels[(y * canvas.width + x) * 4]! < 100) continue;
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return [left, right, top, bottom];
}

test('every printable ASCII character but $ and ` has a glyph, and so have the symbols of the field', () => {
  const missing = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !hasGlyph(c));
  expect(missing).toEqual(['$', '`']);
  for (const character of '−±×→σμπ·…∞²≤≥≈—') expect(hasGlyph(character)).toBe(true);
});

test('ink fills the announced width and the cap height', () => {
  const canvas = pixelCanvas(200, 60, THEMES.dark);
  canvas.drawText('HEH', 20, 40, { size: 20, color: [255, 255, 255] });
  const [left, right, top, bottom] = ink(canvas);
  expect(Math.abs(left - 20)).toBeLessThanOrEqual(2);
  expect(Math.abs(right - (20 + textWidth('HEH', 20)))).toBeLessThanOrEqual(2);
  expect(Math.abs(top - 20)).toBeLessThanOrEqual(2);
  expect(Math.abs(bottom - 40)).toBeLessThanOrEqual(2);
});

test('alignment moves the text, upwards turns it', () => {
  const canvas = pixelCanvas(200, 200, THEMES.dark);
  canvas.drawText('HEH', 100, 100, { size: 20, color: [255, 255, 255], align: 'center', upwards: true });
  const [left, right, top, bottom] = ink(canvas);
  expect(Math.abs((top + bottom) / 2 - 100)).toBeLessThanOrEqual(2);
  expect(bottom - top).toBeGreaterThan(right - left);
  expect(Math.abs(right - 100)).toBeLessThanOrEqual(2);
});

test('an unknown character shows a box', () => {
  expect(textWidth('語', 20)).toBeGreaterThan(0);
});

test('text that is too wide is cut with an ellipsis', () => {
  const fitted = fitText('a rather long title of a picture', 20, 150);
  expect(fitted.endsWith('…')).toBe(true);
  expect(textWidth(fitted, 20)).toBeLessThanOrEqual(150);
  expect(fitText('short', 20, 150)).toBe('short');
});
