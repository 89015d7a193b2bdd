/** Paints values over a rectangle of the plane as colors, with their contours. */
import { drawColorScale } from '../base/color-scale.ts';
import { colorTable, type MapName } from '../base/color-table.ts';
import { type Contour, contourPath, strokeContour } from './plane-contours.ts';
import type { Extent } from './plane-navigation.ts';
import { type ColorLimits, type PlaneValues, planePixels, sharpCells } from './plane-values.ts';

export interface Painting {
  readonly plane: PlaneValues;
  readonly limits: ColorLimits;
  readonly contours: readonly Contour[];
  readonly map: MapName;
  readonly isDark: boolean;
}

export class PlanePainter {
  /** Values as colors, one pixel each. They and the contours are kept, so that panning and the cross-hair do not draw them again. */
  readonly #colors = document.createElement('canvas');
  #lines: readonly { readonly path: Path2D; readonly dash: readonly number[] }[] = [];
  #drawn: readonly unknown[] = [];

  /** Paints the values and finds their contours, if they have changed. @param scale shows the colors from low to high */
  prepare({ plane, limits, contours, map, isDark }: Painting, scale: HTMLCanvasElement): void {
    const inputs = [plane, limits, contours, map, isDark];
    if (inputs.every((input, i) => Object.is(input, this.#drawn[i]))) return;
    this.#drawn = inputs;
    const cells = sharpCells(plane);
    const { width, height } = cells;
    const table = colorTable(map, isDark);
    const { buffer } = planePixels(cells, limits, table);
    this.#colors.width = width;
    this.#colors.height = height;
    this.#colors.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(buffer), width, height), 0, 0);
    drawColorScale(scale, table);
    this.#lines = contours.map(({ level, dash }) => ({ path: contourPath(plane, level), dash }));
  }

  /** Draws a part of the plane onto a canvas. @param size of the canvas, pixels */
  draw(
    context: CanvasRenderingContext2D,
    { plane, map, isDark }: Painting,
    [left, right, bottom, top]: Extent,
    [width, height]: readonly [number, number],
  ): void {
    context.clearRect(0, 0, width, height);
    const [toX, toY] = [width / (right - left), height / (top - bottom)];
    const { extent } = plane;
    const [x, y] = [(extent[0] - left) * toX, (top - extent[3]) * toY];
    const [across, down] = [(extent[1] - extent[0]) * toX, (extent[3] - extent[2]) * toY];
    context.drawImage(this.#colors, x, y, across, down);
    const place = new DOMMatrix([across / plane.width, 0, 0, down / plane.height, x, y]);
    for (const { path, dash } of this.#lines) {
      const line = new Path2D();
      line.addPath(path, place);
      strokeContour(context, line, dash, colorTable(map, isDark));
    }
  }
}
