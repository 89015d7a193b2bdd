/** One or several 2-D densities side by side, with a common color scale. */
import { barSpace, densitiesOf, drawColorBar, type Grid, paintGrid, scaleEnd } from './heat-map.ts';
import { createCanvas, type PictureStyle } from './picture-format.ts';
import { areaSize, BELOW, drawAxes, drawBackground, type Extent, leftOf, type Scales } from './plot-area.ts';
import { fitText, wrapText } from './text.ts';
import { LABEL_SIZE, MARGIN, TITLE_SIZE } from './theme.ts';

/** A log-density at the centers of width × height cells, row by row, smallest y first; nats. */
export interface DensityPanel extends Grid {
  /** Heading above the panel; '' for none. */
  readonly heading: string;
}

export interface DensityPictureOptions extends PictureStyle, Scales {
  /** At least one panel, all over the same extent. */
  readonly panels: readonly DensityPanel[];
  readonly extent: Extent;
  readonly title: string;
  /** Below the title. */
  readonly notes?: readonly string[];
  /** Names of the two data columns. */
  readonly columns: readonly [string, string];
  /** Label of the color bar, default `density`. */
  readonly unit?: string;
  /** Longer side of a panel in pixels, default 720 for one panel and 560 for more. */
  readonly size?: number;
}

const GAP = 46;
const NOTE_LEADING = 24;

/** Picture of exp(log-density). All panels share the scale, whose end is the largest of theirs. */
export function densityPicture(options: DensityPictureOptions): Uint8Array {
  const { panels, extent, columns, values } = options;
  const { width, height } = areaSize(extent, options.size ?? (panels.length === 1 ? 720 : 560), options);
  const grids = panels.map(densitiesOf);
  const end = scaleEnd(grids);
  const left = MARGIN + leftOf(extent, height, columns[1], undefined, values?.[1]);
  const right = left + panels.length * width + (panels.length - 1) * GAP;
  const canvasWidth = right + barSpace(end, height) + MARGIN;
  const notes = (options.notes ?? []).flatMap((note) => wrapText(note, LABEL_SIZE, canvasWidth - left - MARGIN, 4));
  const below = MARGIN + TITLE_SIZE + notes.length * NOTE_LEADING;
  const top = below + (panels.some((panel) => panel.heading !== '') ? 56 : 24);
  const canvas = createCanvas(options, canvasWidth, top + height + BELOW + MARGIN - 8, options.title);
  canvas.drawText(fitText(options.title, TITLE_SIZE, canvas.width - left - MARGIN), left, MARGIN + TITLE_SIZE, {
    size: TITLE_SIZE,
    color: canvas.theme.text,
    weight: 0.15,
  });
  for (const [i, note] of notes.entries()) {
    const baseline = MARGIN + TITLE_SIZE + 8 + (i + 1) * NOTE_LEADING;
    canvas.drawText(note, left, baseline, { size: LABEL_SIZE, color: canvas.theme.muted });
  }
  panels.forEach((panel, i) => {
    const area = {
      rectangle: { x: left + i * (width + GAP), y: top, width, height },
      extent,
      ...(values && { values }),
    };
    drawBackground(canvas, area, false);
    paintGrid(canvas, area.rectangle, grids[i]!, end);
    drawAxes(canvas, area, { x: columns[0], y: columns[1], heading: panel.heading, showY: i === 0 });
  });
  drawColorBar(canvas, right + 22, top, height, end, options.unit ?? 'density');
  return canvas.encode();
}
