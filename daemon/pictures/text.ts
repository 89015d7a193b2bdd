/** The size of text in pictures. Sizes are cap heights in pixels. */
import { CAP_HEIGHT, glyphOf } from './glyphs.ts';

/** Of the characters of a name that are kept, those at its beginning. */
const HEAD = 0.6;

/** Width of the text in pixels. */
export function textWidth(text: string, size: number): number {
  const units = [...text.normalize('NFC')].reduce((sum, character) => sum + glyphOf(character).advance, 0);
  return (Math.max(0, units - 2.1) * size) / CAP_HEIGHT;
}

/** The text, truncated with an ellipsis if it is wider than `width` pixels. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, size) > width) characters.pop();
  return `${characters.join('')}…`;
}

/** A name, cut in the middle if it is wider than `width` pixels: its beginning and its end tell columns apart. */
export function fitName(name: string, size: number, width: number): string {
  if (textWidth(name, size) <= width) return name;
  const characters = [...name];
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept * HEAD);
    const text = `${characters.slice(0, head).join('').trimEnd()}…${characters.slice(characters.length - kept + head).join('')}`;
    if (textWidth(text, size) <= width) return text;
  }
  return '…';
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
