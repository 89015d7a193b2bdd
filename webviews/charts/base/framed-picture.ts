/** A chart's picture with what the panel shows around it, so that it can be read by itself. */
import { roundTicks } from '../../../daemon/pictures/ticks.ts';
import type { ChartTheme } from './theme.ts';

export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly mark: 'line' | 'dashes' | 'upright' | 'dot';
}

/** All that is beside the picture; what is absent is not drawn. */
export interface PictureFrame {
  readonly title: string;
  readonly legend?: readonly LegendEntry[];
  /** Of a picture of the plane: ticks and names left of it and below. */
  readonly axes?: { readonly extent: readonly number[]; readonly columns: readonly string[] };
  /** Titles of axes whose ticks are in the picture. */
  readonly axisTitles?: { readonly x: string; readonly y: string };
  /** Left of the rows; `middle` is from the top of the picture, device pixels. */
  readonly rows?: readonly { readonly label: string; readonly middle: number }[];
  /** Above the columns, which are equally wide. */
  readonly columns?: readonly string[];
  /** The colors with the values of their ends. */
  readonly scale?: { readonly colors: HTMLCanvasElement; readonly low: string; readonly high: string };
  /** Sentences below the picture. */
  readonly notes?: readonly string[];
}

/** CSS pixels. */
const [EDGE, LINE, TICK_ROOM, AXIS_ROOM, SCALE, NOTE_GAP] = [12, 17, 36, 50, 120, 6];
const [MARK, GAP] = [14, 14];
/** Titles need some width, however small the picture is. */
const NARROWEST = 260;
const TICK_EVERY = 48;

/** @param body opaque or transparent, device pixels */
export function framedPicture(body: HTMLCanvasElement, frame: PictureFrame, theme: ChartTheme): HTMLCanvasElement {
  const ratio = devicePixelRatio;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  const { axes, axisTitles, rows = [], columns = [], scale, notes = [] } = frame;
  const [width, height] = [body.width / ratio, body.height / ratio];
  const font = (size: number, weight = '') => `${weight} ${size}px ${theme.font}`;
  context.font = font(11);
  const labels = Math.max(0, ...rows.map(({ label }) => context.measureText(label).width));
  const left = EDGE + (axes ? AXIS_ROOM : 0) + (axisTitles ? LINE : 0) + (rows.length > 0 ? labels + 8 : 0);
  const full = Math.max(NARROWEST, left + width + EDGE);
  const head = headOf(context, frame, full - 2 * EDGE, theme);
  const below = notes.flatMap((note) => wrapped(context, note, full - 2 * EDGE));
  const top = EDGE + head.height + (columns.length > 0 ? LINE : 0);
  const parts = [axes ? TICK_ROOM : 0, axisTitles ? LINE : 0, scale ? LINE + 4 : 0, below.length * LINE + NOTE_GAP];
  canvas.width = Math.ceil(full * ratio);
  canvas.height = Math.ceil((top + height + parts.reduce((sum, part) => sum + part, 0) + EDGE) * ratio);
  // Setting the size resets the context.
  context.fillStyle = theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(ratio, ratio);
  context.textBaseline = 'middle';
  head.draw(context, EDGE);
  context.font = font(11);
  context.imageSmoothingEnabled = false;
  context.drawImage(body, left, top, width, height);
  context.fillStyle = theme.foreground;
  for (const { label, middle } of rows) context.fillText(label, EDGE, top + middle / ratio);
  context.textAlign = 'center';
  context.fillStyle = theme.muted;
  for (const [i, label] of columns.entries()) {
    context.fillText(label, left + ((i + 0.5) * width) / columns.length, top - LINE / 2);
  }
  let y = top + height;
  if (axes) {
    drawAxes(context, axes, { left, top, width, height }, theme);
    y += TICK_ROOM;
  }
  if (axisTitles) {
    context.fillText(axisTitles.x, left + width / 2, y + LINE / 2);
    drawUpwards(context, axisTitles.y, EDGE + LINE / 2, top + height / 2);
    y += LINE;
  }
  context.textAlign = 'start';
  if (scale) {
    const start = left + context.measureText(scale.low).width + 6;
    context.fillText(scale.low, left, y + LINE / 2 + 4);
    context.drawImage(scale.colors, start, y + LINE / 2 - 1, SCALE, 10);
    context.fillText(scale.high, start + SCALE + 6, y + LINE / 2 + 4);
    y += LINE + 4;
  }
  for (const [i, line] of below.entries()) context.fillText(line, EDGE, y + NOTE_GAP + (i + 0.5) * LINE);
  return canvas;
}

interface Head {
  readonly height: number;
  draw(context: CanvasRenderingContext2D, top: number): void;
}

/** The title and the legend, in as many lines as they need. */
function headOf(context: CanvasRenderingContext2D, frame: PictureFrame, width: number, theme: ChartTheme): Head {
  const bold = `600 13px ${theme.font}`;
  const plain = `11px ${theme.font}`;
  context.font = bold;
  const title = wrapped(context, frame.title, width);
  context.font = plain;
  let [x, line] = [0, 0];
  const placed = (frame.legend ?? []).map((entry) => {
    const own = MARK + 6 + context.measureText(entry.label).width;
    if (x > 0 && x + own > width) [x, line] = [0, line + 1];
    const place = { ...entry, x, line };
    x += own + GAP;
    return place;
  });
  const legendLines = placed.length === 0 ? 0 : line + 1;
  return {
    height: title.length * LINE + legendLines * LINE + 8,
    draw(target, top) {
      target.font = bold;
      target.fillStyle = theme.foreground;
      for (const [i, text] of title.entries()) target.fillText(text, EDGE, top + (i + 0.5) * LINE);
      target.font = plain;
      for (const { label, color, mark, x: at, line: row } of placed) {
        const middle = top + (title.length + row + 0.5) * LINE;
        drawMark(target, mark, color, EDGE + at, middle);
        target.fillStyle = theme.foreground;
        target.fillText(label, EDGE + at + MARK + 6, middle);
      }
    },
  };
}

function drawMark(
  context: CanvasRenderingContext2D,
  mark: LegendEntry['mark'],
  color: string,
  x: number,
  y: number,
): void {
  context.fillStyle = color;
  const [width, every] = mark === 'dashes' ? [4, 5] : [MARK, MARK];
  if (mark === 'dot') {
    context.beginPath();
    context.arc(x + MARK / 2, y, 4, 0, 2 * Math.PI);
    context.fill();
  } else if (mark === 'upright') context.fillRect(x + MARK / 2 - 0.5, y - 6, 1.5, 12);
  else for (let at = 0; at < MARK; at += every) context.fillRect(x + at, y - 1, width, 2);
}

interface Room {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function drawAxes(
  context: CanvasRenderingContext2D,
  { extent, columns }: NonNullable<PictureFrame['axes']>,
  { left, top, width, height }: Room,
  theme: ChartTheme,
): void {
  const [low = 0, high = 1, bottom = 0, most = 1] = extent;
  const bottomEdge = top + height;
  context.strokeStyle = theme.muted;
  context.strokeRect(left, top, width, height);
  const ticks = (from: number, to: number, length: number) =>
    roundTicks(from, to, Math.max(1, Math.floor(length / TICK_EVERY)));
  for (const { value, label } of ticks(low, high, width)) {
    const x = left + ((value - low) / (high - low)) * width;
    context.fillRect(x - 0.5, bottomEdge, 1, 4);
    context.fillText(label, x, bottomEdge + 11);
  }
  context.fillText(columns[0] ?? 'x', left + width / 2, bottomEdge + 27);
  context.textAlign = 'end';
  for (const { value, label } of ticks(bottom, most, height)) {
    const y = top + ((most - value) / (most - bottom)) * height;
    context.fillRect(left - 4, y - 0.5, 4, 1);
    context.fillText(label, left - 6, y);
  }
  context.textAlign = 'center';
  drawUpwards(context, columns[1] ?? 'y', left - AXIS_ROOM + LINE / 2, top + height / 2);
}

function drawUpwards(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 2);
  context.fillText(text, 0, 0);
  context.restore();
}

/** The words of a text in lines. */
function wrapped(context: CanvasRenderingContext2D, text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && context.measureText(`${last} ${word}`).width <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
