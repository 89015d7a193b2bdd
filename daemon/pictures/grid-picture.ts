/** Images side by side, for samples, traversals and interpolations of image flows. */
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { type Color, createCanvas, fillRectangle } from './canvas.ts';
import { encodePng } from './png.ts';
import { drawText, fitText } from './text.ts';
import { BACKGROUND, MARGIN, TEXT, TITLE_SIZE } from './theme.ts';

export interface GridPictureOptions {
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
  const margin = title === '' ? 0 : MARGIN;
  const top = title === '' ? 0 : MARGIN + TITLE_SIZE + 22;
  const gap = Math.max(2, Math.round(scale * Math.max(height, width) * 0.04));
  const canvas = createCanvas(
    2 * margin + columns * (width * scale + gap) + gap,
    top + rows * (height * scale + gap) + gap + margin,
    BACKGROUND,
  );
  if (title !== '') {
    const fitted = fitText(title, TITLE_SIZE, canvas.width - 2 * margin);
    drawText(canvas, fitted, margin + gap, MARGIN + TITLE_SIZE, { size: TITLE_SIZE, color: TEXT, weight: 0.15 });
  }
  for (let n = 0; n * perImage < images.length; n++) {
    const left = margin + gap + (n % columns) * (width * scale + gap);
    const upper = top + gap + Math.floor(n / columns) * (height * scale + gap);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = n * perImage + (y * width + x) * channels;
        const color: Color =
          channels === 1 ? [images[at]!, images[at]!, images[at]!] : [images[at]!, images[at + 1]!, images[at + 2]!];
        fillRectangle(canvas, { x: left + x * scale, y: upper + y * scale, width: scale, height: scale }, color);
      }
    }
  }
  return encodePng(canvas);
}
