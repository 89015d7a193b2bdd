/** A heat map as a picture, with its labels and scale. */
import type { ChartTheme } from '../base/theme.ts';

export interface HeatParts {
  /** One pixel per cell. */
  readonly cells: HTMLCanvasElement;
  readonly scale: HTMLCanvasElement;
  /** Width of the cells, CSS pixels. */
  readonly width: number;
  readonly rowHeight: number;
  readonly rowLabels: readonly string[];
  /** Labels of the first and the last column. */
  readonly ends: readonly [string, string];
  /** Labels of the ends of the scale. */
  readonly limits: readonly string[];
  readonly theme: ChartTheme;
}

/** Labels every n-th row, so that labels do not overlap. @param rowHeight CSS pixels @returns n */
export function labeledRow(rowHeight: number): number {
  return Math.max(1, Math.ceil(13 / rowHeight));
}

const [EDGE, LINE, SCALE] = [12, 18, 120];

export function heatPicture(parts: HeatParts): HTMLCanvasElement {
  const { cells, scale, width, rowHeight, rowLabels, ends, limits, theme } = parts;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  const font = `11px ${theme.font}`;
  context.font = font;
  const every = labeledRow(rowHeight);
  const labels = rowLabels.map((label, row) => (row % every === 0 ? label : ''));
  const left = EDGE + Math.max(0, ...labels.map((label) => context.measureText(label).width)) + 8;
  const height = rowLabels.length * rowHeight || cells.clientHeight;
  canvas.width = Math.ceil((left + width + EDGE) * devicePixelRatio);
  canvas.height = Math.ceil((EDGE + height + 2 * LINE + EDGE) * devicePixelRatio);
  context.scale(devicePixelRatio, devicePixelRatio);
  // Setting the size resets the context.
  context.font = font;
  context.textBaseline = 'middle';
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, left, EDGE, width, height);
  context.fillStyle = theme.foreground;
  for (const [row, label] of labels.entries()) context.fillText(label, EDGE, EDGE + (row + 0.5) * rowHeight);
  const below = EDGE + height + LINE / 2;
  context.fillText(ends[0], left, below);
  context.textAlign = 'end';
  context.fillText(ends[1], left + width, below);
  context.textAlign = 'start';
  const [low = '', high = ''] = limits;
  const start = left + context.measureText(low).width + 8;
  context.fillText(low, left, below + LINE);
  context.drawImage(scale, start, below + LINE - 5, SCALE, 10);
  context.fillText(high, start + SCALE + 8, below + LINE);
  return canvas;
}
