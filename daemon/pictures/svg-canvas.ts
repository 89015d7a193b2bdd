/** A canvas that becomes an SVG file: lines stay sharp, and text stays text. */
import type { Canvas, Rectangle, Segments, TextStyle } from './canvas.ts';
import type { Color } from './color.ts';
import { hasGlyph } from './glyphs.ts';
import { pixelCanvas } from './pixel-canvas.ts';
import { encodePng } from './png.ts';
import { textWidth } from './text.ts';
import type { PictureTheme } from './theme.ts';

/** The capital letters of common sans-serif fonts are this high, relative to the font size. */
const CAP_HEIGHT = 0.72;
const FONTS = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
const ANCHORS = { left: 'start', center: 'middle', right: 'end' } as const;
/** From this stroke on, relative to the size of the text, it is bold. */
const BOLD = 0.15;
/** Longer texts have the same width in all fonts. */
const FITTED = 12;

/** @param title for screen readers; '' if there is none */
export function svgCanvas(width: number, height: number, theme: PictureTheme, title: string): Canvas {
  const whole = { x: 0, y: 0, width, height };
  const marks: string[] = [];
  /** Ids of the clip paths by what they clip to. */
  const clips = new Map<string, string>();
  const canvas: Canvas = {
    theme,
    width,
    height,
    fillRectangle,
    fillCircle,
    strokeSegments,
    fillPolygon,
    fillLoops,
    drawText,
    paint,
    encode: () => new TextEncoder().encode(documentText()),
  };
  fillRectangle(whole, theme.background);
  return canvas;

  function fillRectangle({ x, y, width: w, height: h }: Rectangle, color: Color, opacity = 1): void {
    marks.push(
      `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}"${fill(color, opacity)}/>`,
    );
  }

  function fillCircle(
    [x, y]: readonly [number, number],
    radius: number,
    color: Color,
    opacity: number,
    clip: Rectangle,
  ): void {
    const clipped = clipOf(clip, [x - radius, x + radius], [y - radius, y + radius]);
    marks.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"${fill(color, opacity)}${clipped}/>`);
  }

  function strokeSegments(segments: Segments, thickness: number, color: Color, clip = whole, opacity = 1): void {
    if (segments.length === 0) return;
    const clipped = clipOf(clip, rangeOf(segments, 0), rangeOf(segments, 1));
    marks.push(
      `<path d="${pathOf(segments)}" fill="none" stroke="${hex(color)}" stroke-width="${short(thickness)}"` +
        ` stroke-linecap="round" stroke-linejoin="round"${opacity < 1 ? ` stroke-opacity="${short(opacity)}"` : ''}${clipped}/>`,
    );
  }

  function fillPolygon(corners: readonly number[], color: Color, opacity = 1): void {
    marks.push(`<polygon points="${corners.map(short).join(' ')}" fill-rule="evenodd"${fill(color, opacity)}/>`);
  }

  function fillLoops(loops: readonly (readonly number[])[], color: Color, opacity = 1): void {
    if (loops.length === 0) return;
    const d = loops.map((corners) => `M${corners.map(short).join(' ')}Z`).join('');
    marks.push(`<path d="${d}" fill-rule="evenodd"${fill(color, opacity)}/>`);
  }

  function drawText(text: string, x: number, y: number, style: TextStyle): void {
    const { size, color, align = 'left', weight = 0, upwards = false, full = text } = style;
    const title = full === text ? '' : `<title>${escaped(full)}</title>`;
    const at = `${short(x)} ${short(y)}`;
    // Fonts differ in width: a long text would leave the room that it was given.
    const isFitted = text.length > FITTED && [...text].every(hasGlyph);
    const fitted = isFitted ? ` textLength="${short(textWidth(text, size))}" lengthAdjust="spacingAndGlyphs"` : '';
    marks.push(
      `<text transform="translate(${at})${upwards ? ' rotate(-90)' : ''}" font-size="${short(size / CAP_HEIGHT)}"` +
        `${weight >= BOLD ? ' font-weight="600"' : ''} text-anchor="${ANCHORS[align]}"${fitted} fill="${hex(color)}">${title}${escaped(text)}</text>`,
    );
  }

  /** Pixels are a picture in the picture. */
  function paint(area: Rectangle, colorOf: (x: number, y: number) => Color): void {
    const part = pixelCanvas(Math.round(area.width), Math.round(area.height), theme);
    part.paint({ ...area, x: 0, y: 0 }, colorOf);
    const data = Buffer.from(encodePng(part)).toString('base64');
    marks.push(
      `<image x="${short(area.x)}" y="${short(area.y)}" width="${part.width}" height="${part.height}" href="data:image/png;base64,${data}"/>`,
    );
  }

  /** Nothing for marks inside the area that they are clipped to. */
  function clipOf(
    { x, y, width: w, height: h }: Rectangle,
    [left, right]: readonly [number, number],
    [top, bottom]: readonly [number, number],
  ): string {
    if (left >= x && right <= x + w && top >= y && bottom <= y + h) return '';
    const key = [x, y, w, h].map(short).join(' ');
    const id = clips.get(key) ?? `clip${clips.size}`;
    clips.set(key, id);
    return ` clip-path="url(#${id})"`;
  }

  function documentText(): string {
    const paths = [...clips].map(([key, id]) => {
      const [x, y, w, h] = key.split(' ');
      return `<clipPath id="${id}"><rect x="${x}" y="${y}" width="${w}" height="${h}"/></clipPath>`;
    });
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${FONTS}">`,
      ...(title === '' ? [] : [`<title>${escaped(title)}</title>`]),
      ...(paths.length === 0 ? [] : [`<defs>${paths.join('')}</defs>`]),
      ...marks,
      '</svg>\n',
    ].join('\n');
  }
}

/** Segments that begin where the last one ends go on with it. */
function pathOf(segments: Segments): string {
  let path = '';
  for (let i = 0; i + 3 < segments.length; i += 4) {
    const [x0, y0, x1, y1] = [segments[i]!, segments[i + 1]!, segments[i + 2]!, segments[i + 3]!];
    const isNext = i > 0 && segments[i - 2] === x0 && segments[i - 1] === y0;
    path += `${isNext ? '' : `M${short(x0)} ${short(y0)}`}L${short(x1)} ${short(y1)}`;
  }
  return path;
}

/** Of x (0) or y (1). */
function rangeOf(segments: Segments, axis: 0 | 1): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = axis; i < segments.length; i += 2) {
    low = Math.min(low, segments[i]!);
    high = Math.max(high, segments[i]!);
  }
  return [low, high];
}

function fill(color: Color, opacity: number): string {
  return ` fill="${hex(color)}"${opacity < 1 ? ` fill-opacity="${short(opacity)}"` : ''}`;
}

function hex(color: Color): string {
  return `#${color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** Two decimals, which is enough for pixels. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** As text of XML, which cannot have control characters. */
function escaped(text: string): string {
  return Array.from(text, (character) => (character < ' ' ? ' ' : (ENTITIES[character] ?? character))).join('');
}
