/** Curves over a common axis, e.g. loss over steps, with an optional level such as the exact floor. */

import { createCanvas, type PictureStyle } from './picture-format.ts';
import { BELOW, drawAxes, drawBackground, type Extent, leftOf, toPixels } from './plot-area.ts';
import { fitText, textWidth } from './text.ts';
import { LABEL_SIZE, MARGIN, TITLE_SIZE } from './theme.ts';

export interface Curve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  /** As long as x; a value that is not finite interrupts the line. */
  readonly y: ArrayLike<number>;
}

export interface LinePictureOptions extends PictureStyle {
  readonly curves: readonly Curve[];
  /** A dashed horizontal line. */
  readonly level?: { readonly name: string; readonly y: number } | undefined;
  readonly title: string;
  readonly labels: { readonly x: string; readonly y: string };
  readonly width?: number;
  readonly height?: number;
}

/**
 * Extent of the curves and the level: all of x; in y all but the highest 2 % of the values (the first losses of a run
 * would flatten the rest), with a margin of 5 %.
 */
export function curveExtent(curves: readonly Curve[], level?: number): Extent {
  const xs = curves.flatMap((curve) => Array.from(curve.x)).filter(Number.isFinite);
  const ys = curves.flatMap((curve) => Array.from(curve.y)).filter(Number.isFinite);
  if (xs.length === 0 || ys.length === 0) return [0, 1, 0, 1];
  const sorted = ys.sort((a, b) => a - b);
  const low = Math.min(sorted[0]!, level ?? Number.POSITIVE_INFINITY);
  const high = Math.max(sorted[Math.floor((sorted.length - 1) * 0.98)]!, level ?? Number.NEGATIVE_INFINITY);
  const margin = (high - low || Math.abs(high) || 1) * 0.05;
  const first = xs.reduce((a, b) => Math.min(a, b));
  const last = xs.reduce((a, b) => Math.max(a, b));
  return [first, last > first ? last : first + 1, low - margin, high + margin];
}

export function linePicture(options: LinePictureOptions): Uint8Array {
  const { curves, level, labels } = options;
  const [width, height] = [options.width ?? 960, options.height ?? 480];
  const extent = curveExtent(curves, level?.y);
  const left = MARGIN + leftOf(extent, height, labels.y);
  const top = MARGIN + TITLE_SIZE + 58;
  const canvas = createCanvas(options, left + width + MARGIN + 12, top + height + BELOW + MARGIN - 8, options.title);
  const rectangle = { x: left, y: top, width, height };
  const area = { rectangle, extent };
  const title = fitText(options.title, TITLE_SIZE, width);
  canvas.drawText(title, left, MARGIN + TITLE_SIZE, { size: TITLE_SIZE, color: canvas.theme.text, weight: 0.15 });
  drawBackground(canvas, area, true);
  let pen = left;
  const legend = (name: string, color: readonly [number, number, number], dashed: boolean): void => {
    const line = dashed
      ? [pen, top - 20, pen + 9, top - 20, pen + 19, top - 20, pen + 28, top - 20]
      : [pen, top - 20, pen + 28, top - 20];
    canvas.strokeSegments(line, dashed ? 2 : 3.2, color);
    canvas.drawText(name, pen + 40, top - 14, { size: LABEL_SIZE, color: canvas.theme.text });
    pen += 40 + textWidth(name, LABEL_SIZE) + 34;
  };
  curves.forEach((curve, index) => {
    const color = canvas.theme.series[index % canvas.theme.series.length]!;
    const segments: number[] = [];
    for (let i = 1; i < Math.min(curve.x.length, curve.y.length); i++) {
      const from = toPixels(area, curve.x[i - 1]!, curve.y[i - 1]!);
      const to = toPixels(area, curve.x[i]!, curve.y[i]!);
      if ([...from, ...to].every(Number.isFinite)) segments.push(...from, ...to);
    }
    canvas.strokeSegments(segments, 2.4, color, rectangle);
    legend(curve.name, color, false);
  });
  if (level !== undefined) {
    const y = toPixels(area, 0, level.y)[1];
    for (let x = left + 4; x < left + width - 4; x += 20)
      canvas.strokeSegments([x, y, x + 9, y], 2, canvas.theme.text, rectangle);
    legend(level.name, canvas.theme.text, true);
  }
  drawAxes(canvas, area, labels);
  return canvas.encode();
}
