/** Text as strokes, for canvases that have no fonts. */
import type { Segments, TextStyle } from './canvas.ts';
import { CAP_HEIGHT, glyphOf } from './glyphs.ts';
import { textWidth } from './text.ts';

/** Segments in pixels of text with its base line at y. */
export function textSegments(text: string, x: number, y: number, { size, align, upwards }: TextStyle): Segments {
  const scale = size / CAP_HEIGHT;
  const width = textWidth(text, size);
  let pen = align === 'center' ? -width / 2 : align === 'right' ? -width : 0;
  const placed: number[] = [];
  for (const character of text.normalize('NFC')) {
    const { segments, advance } = glyphOf(character);
    for (let i = 0; i < segments.length; i += 2) {
      const along = pen + segments[i]! * scale;
      const up = segments[i + 1]! * scale;
      placed.push(...(upwards ? [x - up, y - along] : [x + along, y - up]));
    }
    pen += advance * scale;
  }
  return placed;
}
