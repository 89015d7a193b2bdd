import { expect, test } from 'vitest';
import { glyphOf, hasGlyph } from './glyphs.ts';
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

test('every printable ASCII character has a glyph, and so have the symbols of the field', () => {
  const missing = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !hasGlyph(c));
  expect(missing).toEqual([]);
  const signs = [...'−±×→·…∞²³¹⁻⁰≤≥≈≠—µ°€£«»‰√₂₅'];
  const greek = [...'αβγδεζηθικλμνξοπρσςτυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ'];
  const latin = [
    ...'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßŒœŁłŚśŠšŽžČčŘřŇňĚěŮůŐőŰűĞğİıŞşĄąĘęÐðÞþ¿¡',
  ];
  expect([...signs, ...greek, ...latin].filter((character) => !hasGlyph(character))).toEqual([]);
});

test('a mark is above its letter and replaces the dot of an i; what is unknown is a box, and nothing is blank', () => {
  const top = (character: string) => Math.max(...glyphOf(character).segments.filter((_, i) => i % 2 === 1));
  const bottom = (character: string) => Math.min(...glyphOf(character).segments.filter((_, i) => i % 2 === 1));
  expect(top('ä')).toBeGreaterThan(top('a') + 1);
  expect(top('ǟ')).toBeGreaterThan(top('ä') + 1);
  expect(bottom('ç')).toBeLessThan(-2);
  // i has a dot at 9.5, í has none.
  expect(glyphOf('í').segments.length).toBe(glyphOf('ı').segments.length + 4);
  expect(glyphOf('語').segments).toEqual(glyphOf('\ue000').segments);
  expect(hasGlyph('語')).toBe(false);
  // Letters that are written as a letter and a mark.
  expect(textWidth('a\u0308o\u0308', 10)).toBe(textWidth('äö', 10));
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
