/** Several plots on one sheet, in rows of two. */
import type { Canvas } from './canvas.ts';
import { createCanvas, type PictureFormat } from './picture-format.ts';
import { BELOW, drawAxes, drawBackground, type Extent, type PlotArea } from './plot-area.ts';
import { fitText, wrapText } from './text.ts';
import { BACKGROUND, LABEL_SIZE, MARGIN, MUTED, TEXT, TITLE_SIZE } from './theme.ts';

export interface SheetPlot {
  readonly heading: string;
  /** Below the heading; '' if there is none. */
  readonly note: string;
  readonly extent: Extent;
  /** Names of the axes; an empty one for y: the plot labels its rows itself. */
  readonly labels: { readonly x: string; readonly y: string };
  draw(canvas: Canvas, area: PlotArea): void;
}

export interface SheetOptions {
  readonly format: PictureFormat;
  readonly title: string;
  /** Sentences below the title. */
  readonly text: string;
  /** null leaves its place free. */
  readonly plots: readonly (SheetPlot | null)[];
}

const [WIDTH, HEIGHT] = [460, 340];
/** Room for the ticks and the label of y. */
const LEFT = 96;
/** For the heading and the note. */
const HEAD = 78;
const GAP = 28;
const LINE = 24;
const MOST_LINES = 6;

export function panelSheet({ format, title, text, plots }: SheetOptions): Uint8Array {
  const columns = Math.min(2, plots.length);
  const rows = Math.ceil(plots.length / columns);
  const [cellWidth, cellHeight] = [LEFT + WIDTH + GAP, HEAD + HEIGHT + BELOW];
  const width = MARGIN + columns * cellWidth;
  const lines = text === '' ? [] : wrapText(text, LABEL_SIZE, width - 2 * MARGIN, MOST_LINES);
  const top = MARGIN + TITLE_SIZE + lines.length * LINE + GAP;
  const canvas = createCanvas(format, width, top + rows * cellHeight + MARGIN, BACKGROUND, title);
  canvas.drawText(fitText(title, TITLE_SIZE, width - 2 * MARGIN), MARGIN, MARGIN + TITLE_SIZE, {
    size: TITLE_SIZE,
    color: TEXT,
    weight: 0.15,
  });
  for (const [i, line] of lines.entries()) {
    canvas.drawText(line, MARGIN, MARGIN + TITLE_SIZE + (i + 1) * LINE + 6, { size: LABEL_SIZE, color: MUTED });
  }
  for (const [i, plot] of plots.entries()) {
    if (plot === null) continue;
    const x = MARGIN + (i % columns) * cellWidth + LEFT;
    const y = top + Math.floor(i / columns) * cellHeight + HEAD;
    drawPlot(canvas, plot, { rectangle: { x, y, width: WIDTH, height: HEIGHT }, extent: plot.extent });
  }
  return canvas.encode();
}

function drawPlot(canvas: Canvas, { heading, note, labels, draw }: SheetPlot, area: PlotArea): void {
  const { x, y } = area.rectangle;
  drawBackground(canvas, area, true);
  draw(canvas, area);
  drawAxes(canvas, area, { ...labels, showY: labels.y !== '' });
  canvas.drawText(fitText(heading, LABEL_SIZE + 2, WIDTH), x, y - 38, { size: LABEL_SIZE + 2, color: TEXT });
  if (note !== '') canvas.drawText(fitText(note, LABEL_SIZE, WIDTH), x, y - 13, { size: LABEL_SIZE, color: MUTED });
}
