import { expect, test } from 'vitest';
import { densityPicture } from './density-picture.ts';
import { linePicture } from './line-picture.ts';
import { createCanvas } from './picture-format.ts';
import { pixelCanvas } from './pixel-canvas.ts';
import { textWidth } from './text.ts';
import { THEMES } from './theme.ts';

const whole = { x: 0, y: 0, width: 40, height: 30 };

function textOf(file: Uint8Array): string {
  return new TextDecoder().decode(file);
}

test('a line of an SVG is one path, and its text is text', () => {
  const curve = { name: 'a < b & "c"', x: [0, 1, 2, 3], y: [0, 1, Number.NaN, 2] };
  const svg = textOf(linePicture({ curves: [curve], title: 'loss', labels: { x: 'step', y: 'nats' }, format: 'svg' }));
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+"/);
  expect(svg).toContain('<title>loss</title>');
  expect(svg).toContain('>a &lt; b &amp; &quot;c&quot;</text>');
  expect(svg).toMatch(/<text [^>]*rotate\(-90\)[^>]*>nats<\/text>/);
  // The gap ends the line: only the first two points are joined.
  expect(svg).toMatch(/<path d="M[\d.]+ [\d.]+L[\d.]+ [\d.]+" fill="none" stroke="#56b4e9" stroke-width="2.4"/);
  expect(svg).not.toContain('textLength');
  expect(svg.endsWith('</svg>\n')).toBe(true);
});

test('a long text is as wide in an SVG as in a PNG, whatever the font is', () => {
  const canvas = createCanvas({ format: 'svg' }, 400, 30, '');
  const text = 'a title with many words';
  canvas.drawText(text, 0, 20, { size: 10, color: [0, 0, 0] });
  expect(textOf(canvas.encode())).toContain(`textLength="${Math.round(100 * textWidth(text, 10)) / 100}"`);
});

test('an SVG clips what leaves its area, and nothing else', () => {
  const canvas = createCanvas({ format: 'svg' }, 40, 30, '');
  canvas.strokeSegments([1, 1, 9, 9, 9, 9, 20, 5], 2, [255, 0, 0], whole, 0.5);
  canvas.strokeSegments([1, 1, 90, 9], 2, [0, 255, 0], whole);
  const svg = textOf(canvas.encode());
  expect(svg).toContain('d="M1 1L9 9L20 5" fill="none" stroke="#ff0000"');
  expect(svg).toContain('stroke-opacity="0.5"/>');
  expect(svg).toMatch(/d="M1 1L90 9"[^>]*clip-path="url\(#clip0\)"/);
  expect(svg.match(/<clipPath/g)).toHaveLength(1);
});

test('the heat map of an SVG is a picture with the same pixels', () => {
  const panel = { values: Float64Array.of(0, -1, -2, -3), width: 2, height: 2, heading: '' };
  const options = {
    panels: [panel],
    extent: [0, 1, 0, 1] as const,
    title: 't',
    columns: ['a', 'b'] as const,
    size: 60,
  };
  const svg = textOf(densityPicture({ ...options, format: 'svg' }));
  expect(svg).toMatch(/<image [^>]*width="60" height="60" href="data:image\/png;base64,iVBOR/);
  expect(svg).toContain('>density</text>');
});

test('a polygon is filled inside, with smooth edges', () => {
  const canvas = pixelCanvas(40, 30, { ...THEMES.dark, background: [0, 0, 0] });
  canvas.fillPolygon([10, 5.5, 30, 5.5, 30, 20, 10, 20], [200, 200, 200]);
  const at = (x: number, y: number) => canvas.pixels[4 * (y * 40 + x)];
  expect([at(9, 10), at(10, 10), at(29, 19), at(30, 10), at(20, 20)]).toEqual([0, 200, 200, 0, 0]);
  expect(at(20, 5)).toBe(100);
  const svg = createCanvas({ format: 'svg' }, 40, 30, '');
  svg.fillPolygon([1, 1, 2, 2, 1.005, 3], [1, 2, 3], 0.25);
  expect(textOf(svg.encode())).toContain(
    '<polygon points="1 1 2 2 1 3" fill-rule="evenodd" fill="#010203" fill-opacity="0.25"/>',
  );
});
