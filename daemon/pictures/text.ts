/** Text on a canvas. Sizes are cap heights in pixels. */
import { type Canvas, type Color, strokeSegments } from './canvas.ts';
import { glyphOf } from './glyphs.ts';

export interface TextStyle {
  /** Height of a capital letter, pixels. */
  readonly size: number;
  readonly color: Color;
  /** Which point of the text is at (x, y): its left end, middle or right end on the base line. Default `left`. */
  readonly align?: 'left' | 'center' | 'right';
  /** Stroke relative to the size; default 0.13, headings 0.16. */
  readonly weight?: number;
  /** true: the text reads upwards, for the label of a vertical axis. */
  readonly upwards?: boolean;
}

const CAP_HEIGHT = 10;

/** Width of the text in pixels. */
export function textWidth(text: string, size: number): number {
  const units = [...text].reduce((sum, character) => sum + glyphOf(character).advance, 0);
  return (Math.max(0, units - 2.1) * size) / CAP_HEIGHT;
}

/** Draws text with its base line at y. */
export function drawText(canvas: Canvas, text: string, x: number, y: number, style: TextStyle): void {
  const scale = style.size / CAP_HEIGHT;
  const width = textWidth(text, style.size);
  let pen = style.align === 'center' ? -width / 2 : style.align === 'right' ? -width : 0;
  const thickness = Math.max(1.1, style.size * (style.weight ?? 0.13));
  for (const character of text) {
    const glyph = glyphOf(character);
    const placed: number[] = [];
    for (let i = 0; i < glyph.segments.length; i += 2) {
      const along = pen + glyph.segments[i]! * scale;
      const up = glyph.segments[i + 1]! * scale;
      placed.push(...(style.upwards ? [x - up, y - along] : [x + along, y - up]));
    }
    strokeSegments(canvas, placed, thickness, style.color);
    pen += glyph.advance * scale;
  }
}

/** The text, truncated with an ellipsis if it is wider than `width` pixels. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, size) > width) characters.pop();
  return `${characters.join('')}…`;
}

/** The text in lines of at most `width` pixels, broken at spaces. Beyond `most` lines, the text ends with an ellipsis. */
export function wrapText(text: string, size: number, width: number, most: number): string[] {
  const lines: string[] = [];
  const words = text.split(' ');
  while (words.length > 0 && lines.length < most - 1) {
    let line = words.shift()!;
    while (words.length > 0 && textWidth(`${line} ${words[0]}`, size) <= width) line += ` ${words.shift()}`;
    lines.push(fitText(line, size, width));
  }
  if (words.length > 0) lines.push(fitText(words.join(' '), size, width));
  return lines;
}
