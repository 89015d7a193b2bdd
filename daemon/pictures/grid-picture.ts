/** Images side by side, for samples, traversals and interpolations of image flows. */
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Canvas, Rectangle } from './canvas.ts';
import type { Color } from './color.ts';
import { type Axis, type GridGroups, gridAxis } from './grid-layout.ts';
import { createCanvas } from './picture-format.ts';
import { fitText, textWidth, wrapText } from './text.ts';
import { MARGIN, type ThemeName, TICK_SIZE, TITLE_SIZE } from './theme.ts';

const TITLE_LINES = 3;
const TITLE_LEADING = 30;
const LABEL_LEADING = 19;
const WIDEST_ROW_LABEL = 180;

/** The labels and frames of a grid picture. */
export interface GridLabels {
  /** Left of each row; lines are separated by `\n`. */
  readonly rowLabels?: readonly string[];
  /** Above each column, or above each group if `groups.columns` is given. */
  readonly columnLabels?: readonly string[];
  readonly groups?: GridGroups;
  /** The pixels of image n that are drawn; null: none. Default: all. The rest has the background color. */
  readonly areaOf?: (n: number) => Rectangle | null;
}

export interface GridPictureOptions extends GridLabels {
  /** [n, height, width, channels], 0…255, row by row of the grid; n ≤ rows · columns. */
  readonly images: Uint8Array | Uint8ClampedArray;
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
  /** 1 gray or 3 RGB. */
  readonly channels: number;
  /** Pixels of the picture per pixel of an image; default: cells near 84 pixels. */
  readonly scale?: number;
  /** '' or absent: images only, without a margin. */
  readonly title?: string;
  /** Default: dark. */
  readonly theme?: ThemeName | undefined;
}

/** PNG of the grid; image pixels stay sharp squares. Throws `wrong-value` if sizes and bytes disagree. */
export function gridPicture(options: GridPictureOptions): Uint8Array {
  const { images, rows, columns, height, width, channels } = options;
  const perImage = height * width * channels;
  if (
    (channels !== 1 && channels !== 3) ||
    images.length % perImage !== 0 ||
    images.length > rows * columns * perImage
  ) {
    throw new FlowscopeError(
      'wrong-value',
      `${images.length} bytes do not fill ${rows} × ${columns} images of ${height} × ${width} × ${channels}`,
      { hint: 'give whole images with 1 or 3 channels, at most rows × columns of them' },
    );
  }
  const scale = options.scale ?? Math.max(1, Math.round(84 / Math.max(height, width)));
  const title = options.title ?? '';
  const { rowLabels = [], columnLabels = [], groups = {}, areaOf, theme } = options;
  const margin = title === '' ? 0 : MARGIN;
  const gap = Math.max(2, Math.round(scale * Math.max(height, width) * 0.04));
  const byColumn = columnLabels.length > 0 && groups.columns === undefined;
  const across = gridAxis(groups.columns ?? [columns], width * scale, gap, byColumn ? [] : columnLabels);
  const down = gridAxis(groups.rows ?? [rows], height * scale, gap, []);
  const left = margin + labelWidth(rowLabels);
  const canvasWidth = left + across.length + margin;
  const lines = title === '' ? [] : wrapText(title, TITLE_SIZE, canvasWidth - 2 * margin - gap, TITLE_LINES);
  const titleHeight = title === '' ? 0 : MARGIN + TITLE_SIZE + 22 + (lines.length - 1) * TITLE_LEADING;
  const top = titleHeight + (columnLabels.length > 0 ? LABEL_LEADING + gap : 0);
  const canvas = createCanvas({ theme }, canvasWidth, top + down.length + margin, title);
  for (const [i, line] of lines.entries()) {
    const baseline = MARGIN + TITLE_SIZE + i * TITLE_LEADING;
    canvas.drawText(line, margin + gap, baseline, { size: TITLE_SIZE, color: canvas.theme.text, weight: 0.15 });
  }
  drawRowLabels(canvas, rowLabels, down, { x: margin + gap, y: top, height: height * scale });
  const spans = byColumn ? across.starts.map((start) => ({ start, length: width * scale })) : across.groups;
  for (const [i, label] of columnLabels.entries()) {
    const { start, length } = spans[i]!;
    const style = { size: TICK_SIZE, color: canvas.theme.muted, align: 'center' } as const;
    canvas.drawText(fitText(label, TICK_SIZE, length + gap), left + start + length / 2, top - gap, style);
  }
  for (let n = 0; n * perImage < images.length; n++) {
    const area = areaOf === undefined ? { x: 0, y: 0, width, height } : areaOf(n);
    if (area === null) continue;
    const x0 = left + across.starts[n % columns]!;
    const y0 = top + down.starts[Math.floor(n / columns)]!;
    // Without a frame, black images would not stand out from the background.
    const frame = { x: x0 + area.x * scale - 1, y: y0 + area.y * scale - 1 };
    canvas.fillRectangle(
      { ...frame, width: area.width * scale + 2, height: area.height * scale + 2 },
      canvas.theme.grid,
    );
    for (let y = area.y; y < area.y + area.height; y++) {
      for (let x = area.x; x < area.x + area.width; x++) {
        const at = n * perImage + (y * width + x) * channels;
        const color: Color =
          channels === 1 ? [images[at]!, images[at]!, images[at]!] : [images[at]!, images[at + 1]!, images[at + 2]!];
        canvas.fillRectangle({ x: x0 + x * scale, y: y0 + y * scale, width: scale, height: scale }, color);
      }
    }
  }
  return canvas.encode();
}

/** Pixels left of the grid, 0 without labels. */
function labelWidth(labels: readonly string[]): number {
  const lines = labels.flatMap((label) => label.split('\n'));
  const widest = lines.reduce((most, line) => Math.max(most, textWidth(line, TICK_SIZE)), 0);
  return lines.length === 0 ? 0 : Math.ceil(Math.min(WIDEST_ROW_LABEL, widest)) + 16;
}

/** Each label in the middle of its row; at most the lines that its height holds. */
function drawRowLabels(
  canvas: Canvas,
  labels: readonly string[],
  { starts }: Axis,
  { x, y, height }: Omit<Rectangle, 'width'>,
): void {
  for (const [row, label] of labels.entries()) {
    const lines = label.split('\n').slice(0, Math.max(1, Math.floor(height / LABEL_LEADING)));
    const first = y + starts[row]! + (height - (lines.length - 1) * LABEL_LEADING + TICK_SIZE) / 2;
    for (const [i, line] of lines.entries()) {
      const text = fitText(line, TICK_SIZE, WIDEST_ROW_LABEL);
      canvas.drawText(text, x, first + i * LABEL_LEADING, {
        size: TICK_SIZE,
        color: i === 0 ? canvas.theme.text : canvas.theme.muted,
      });
    }
  }
}
