/** Several plots on one sheet. */
import { closestToScreen, type SizedLayout } from './aspect.ts';
import type { Canvas } from './canvas.ts';
import { createCanvas, type PictureStyle } from './picture-format.ts';
import { type AxisValues, BELOW, drawAxes, drawBackground, type Extent, leftOf, type PlotArea } from './plot-area.ts';
import { fitName, fitText, wrapText } from './text.ts';
import { LABEL_SIZE, MARGIN, TITLE_SIZE } from './theme.ts';

export interface SheetPlot {
  readonly heading: string;
  /** Below the heading; '' if there is none. */
  readonly note: string;
  readonly extent: Extent;
  /** Names of the axes; an empty one for y: the plot labels its rows itself. */
  readonly labels: { readonly x: string; readonly y: string };
  /** As of `PlotArea`. */
  readonly values?: AxisValues;
  draw(canvas: Canvas, area: PlotArea): void;
}

export interface SheetSection {
  readonly plots: readonly SheetPlot[];
  /** Consecutive plots that are in the same row. Default: 1. */
  readonly together?: number;
  /** Whether the plots of its last row are wider, so that no place is empty. */
  readonly fills: boolean;
}

export interface SheetOptions extends PictureStyle {
  readonly title: string;
  /** Paragraphs below the title. */
  readonly text: readonly string[];
  /** One below the other. */
  readonly sections: readonly SheetSection[];
}

const [WIDTH, HEIGHT] = [460, 340];
/** Least room for the ticks and the label of y. */
const LEAST_LEFT = 96;
/** For the heading and the note. */
const HEAD = 78;
const GAP = 28;
/** From line to line, relative to the size of the text. */
const LINE = 1.6;
const MOST_LINES = 4;
/** A sheet that is wider is shown smaller, and its title and text are larger instead; up to so many times. */
const [USUAL_WIDTH, MOST_LARGER] = [1700, 2];
const CELL_HEIGHT = HEAD + HEIGHT + BELOW;

export function panelSheet({ title, text, sections, ...style }: SheetOptions): Uint8Array {
  const left = leftIn(sections);
  const { columns, width: inner, height } = layoutOf(sections, left);
  const width = MARGIN + inner;
  const larger = Math.max(1, Math.min(MOST_LARGER, width / USUAL_WIDTH));
  const [titleSize, size] = [Math.round(TITLE_SIZE * larger), Math.round(LABEL_SIZE * larger)];
  const lines = text.flatMap((paragraph) => wrapText(paragraph, size, width - 2 * MARGIN, MOST_LINES));
  const leading = Math.round(LINE * size);
  const top = MARGIN + titleSize + lines.length * leading + GAP;
  const canvas = createCanvas(style, width, top + height + MARGIN, title);
  canvas.drawText(fitText(title, titleSize, width - 2 * MARGIN), MARGIN, MARGIN + titleSize, {
    size: titleSize,
    color: canvas.theme.text,
    weight: 0.15,
  });
  for (const [i, line] of lines.entries()) {
    const baseline = MARGIN + titleSize + (i + 1) * leading + 6;
    canvas.drawText(line, MARGIN, baseline, { size, color: canvas.theme.muted });
  }
  let y = top + HEAD;
  for (const { plots, fills } of sections) {
    for (let first = 0; first < plots.length; first += columns) {
      const row = plots.slice(first, first + columns);
      const cell = fills ? inner / row.length : left + WIDTH + GAP;
      for (const [i, plot] of row.entries()) {
        const rectangle = {
          x: MARGIN + Math.round(i * cell) + left,
          y,
          width: Math.round(cell) - left - GAP,
          height: HEIGHT,
        };
        drawPlot(canvas, plot, { rectangle, extent: plot.extent, ...(plot.values && { values: plot.values }) });
      }
      y += CELL_HEIGHT;
    }
  }
  return canvas.encode();
}

/** Names of values may be long. */
function leftIn(sections: readonly SheetSection[]): number {
  const rooms = sections.flatMap(({ plots }) =>
    plots.flatMap(({ extent, labels, values }) =>
      values === undefined ? [] : [leftOf(extent, HEIGHT, labels.y, undefined, values[1])],
    ),
  );
  return Math.max(LEAST_LEFT, ...rooms);
}

/** Plots beside each other, and the pixels that all of them take. */
function layoutOf(sections: readonly SheetSection[], left: number): SizedLayout & { readonly columns: number } {
  const most = Math.max(1, ...sections.map(({ plots }) => plots.length));
  const together = Math.max(1, ...sections.map(({ together: own = 1 }) => own));
  const choices = Array.from({ length: Math.max(1, Math.floor(most / together)) }, (_, i) => (i + 1) * together);
  return closestToScreen(
    choices.map((columns) => {
      const rows = sections.reduce((sum, { plots }) => sum + Math.ceil(plots.length / columns), 0);
      const filled = sections.reduce(
        (sum, { plots, fills }) => sum + (fills ? Math.ceil(plots.length / columns) * columns : plots.length),
        0,
      );
      const empty = 1 - filled / Math.max(1, rows * columns);
      return { columns, width: columns * (left + WIDTH + GAP), height: rows * CELL_HEIGHT, empty };
    }),
  );
}

function drawPlot(canvas: Canvas, { heading, note, labels, draw }: SheetPlot, area: PlotArea): void {
  const { x, y, width } = area.rectangle;
  drawBackground(canvas, area, true);
  draw(canvas, area);
  drawAxes(canvas, area, { ...labels, showY: labels.y !== '' });
  canvas.drawText(fitName(heading, LABEL_SIZE + 2, width), x, y - 38, {
    size: LABEL_SIZE + 2,
    color: canvas.theme.text,
    full: heading,
  });
  if (note !== '')
    canvas.drawText(fitText(note, LABEL_SIZE, width), x, y - 13, { size: LABEL_SIZE, color: canvas.theme.muted });
}
