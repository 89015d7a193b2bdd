/** Samples of a two-dimensional flow over the data that it was trained on. */

import { createCanvas, type PictureStyle } from './picture-format.ts';
import {
  type AxisValues,
  areaSize,
  BELOW,
  drawAxes,
  drawBackground,
  type Extent,
  leftOf,
  toPixels,
} from './plot-area.ts';
import { fitText, textWidth } from './text.ts';
import { DATA_COLOR, LABEL_SIZE, MARGIN, MODEL_COLOR, TITLE_SIZE } from './theme.ts';

export interface SamplesPictureOptions extends PictureStyle {
  /** Row-major [n, 2], data units. Points outside the extent are not drawn, but counted in the legend. */
  readonly samples: ArrayLike<number>;
  /** Row-major [m, 2], drawn below the samples; null for none. */
  readonly data: ArrayLike<number> | null;
  readonly extent: Extent;
  readonly title: string;
  readonly columns: readonly [string, string];
  /** As of `PlotArea`. */
  readonly values?: AxisValues;
  /** Longer side of the panel in pixels, default 720. */
  readonly size?: number;
}

/** Radius of points of the data, which are seen around those of the samples, relative to them. */
const HALO = 1.7;

/** Picture of the two point clouds; more dots are drawn fainter, so that density stays visible. */
export function samplesPicture(options: SamplesPictureOptions): Uint8Array {
  const { extent, columns, values = [null, null] } = options;
  const { width, height } = areaSize(extent, options.size ?? 720, { values });
  const left = MARGIN + leftOf(extent, height, columns[1], undefined, values[1]);
  const top = MARGIN + TITLE_SIZE + 58;
  const canvas = createCanvas(options, left + width + MARGIN + 12, top + height + BELOW + MARGIN - 8, options.title);
  const area = { rectangle: { x: left, y: top, width, height }, extent, values };
  canvas.drawText(fitText(options.title, TITLE_SIZE, width), left, MARGIN + TITLE_SIZE, {
    size: TITLE_SIZE,
    color: canvas.theme.text,
    weight: 0.15,
  });
  drawBackground(canvas, area, true);
  const { series, text } = canvas.theme;
  const clouds = [
    ...(options.data === null
      ? []
      : [{ name: 'data', points: options.data, color: series[DATA_COLOR]!, radius: HALO, strength: 0.55 }]),
    { name: 'samples', points: options.samples, color: series[MODEL_COLOR]!, radius: 1, strength: 1 },
  ];
  let pen = left;
  for (const { name, points, color, radius: share, strength } of clouds) {
    const count = Math.floor(points.length / 2);
    const opacity = strength * Math.min(0.85, Math.max(0.12, 22 / Math.sqrt(count)));
    const radius = share * (count > 20_000 ? 1.6 : 2.4);
    let outside = 0;
    for (let i = 0; i < count; i++) {
      const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
      if (!(x >= extent[0] && x <= extent[1] && y >= extent[2] && y <= extent[3])) outside++;
      else canvas.fillCircle(toPixels(area, x, y), radius, color, opacity, area.rectangle);
    }
    const label = `${count} ${name}${outside === 0 ? '' : `, ${outside} outside`}`;
    canvas.fillCircle([pen + 6, top - 20], 5.5, color, 1, { x: 0, y: 0, width: canvas.width, height: canvas.height });
    canvas.drawText(label, pen + 19, top - 14, { size: LABEL_SIZE, color: text });
    pen += 19 + textWidth(label, LABEL_SIZE) + 34;
  }
  drawAxes(canvas, area, { x: columns[0], y: columns[1] });
  return canvas.encode();
}
