/** The plots of an evaluation: baselines, coverage, PIT histograms, quantiles, and log q against squared norms. */
import type { Canvas } from './canvas.ts';
import { cellTicks } from './column-ticks.ts';
import type { SheetPlot } from './panel-sheet.ts';
import { type PlotArea, toPixels } from './plot-area.ts';
import { fitText } from './text.ts';
import { LABEL_SIZE } from './theme.ts';
import type { CutTurn } from './turn-ticks.ts';

const DASH = 10;

/** Estimates below each other, each with its interval: the first one is that of the model. */
export function intervalPlot(
  heading: string,
  note: string,
  label: string,
  intervals: readonly { readonly name: string; readonly value: number; readonly error: number }[],
): SheetPlot {
  const ends = intervals.flatMap(({ value, error }) => [value - error, value + error]).filter(Number.isFinite);
  const [low, high] = extentOf(ends);
  const rows = intervals.length;
  return {
    heading,
    note,
    extent: [low, high, 0, rows],
    labels: { x: label, y: '' },
    draw(canvas, area) {
      for (const [i, { name, value, error }] of intervals.entries()) {
        const at = (x: number) => toPixels(area, x, rows - i - 0.6);
        const color = canvas.theme.series[i === 0 ? 0 : 1]!;
        canvas.strokeSegments([...at(value - error), ...at(value + error)], 3, color, area.rectangle);
        canvas.fillCircle(at(value), 6, color, 1, area.rectangle);
        const [, y] = at(value);
        canvas.drawText(fitText(name, LABEL_SIZE, area.rectangle.width - 20), area.rectangle.x + 10, y - 16, {
          size: LABEL_SIZE,
          color: canvas.theme.text,
        });
      }
    },
  };
}

export interface CoverageCurve {
  readonly levels: readonly number[];
  readonly observed: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export function coveragePlot(heading: string, note: string, { levels, observed, low, high }: CoverageCurve): SheetPlot {
  return {
    heading,
    note,
    extent: [0, 1, 0, 1],
    labels: { x: 'share of the samples in the region', y: 'share of the rows' },
    draw(canvas, area) {
      const along = (values: readonly number[]) => values.map((value, i) => toPixels(area, levels[i]!, value));
      const [start, end] = [toPixels(area, 0, 0), toPixels(area, 1, 1)];
      canvas.fillPolygon([start, ...along(high), end, ...along(low).reverse()].flat(), canvas.theme.band);
      dashed(canvas, area, [0, 0], [1, 1]);
      const curve = [start, ...along(observed), end];
      const segments = curve.slice(1).flatMap((point, i) => [...curve[i]!, ...point]);
      canvas.strokeSegments(segments, 2.6, canvas.theme.series[0]!, area.rectangle);
    },
  };
}

export interface RankCounts {
  readonly counts: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** Rows, so that ticks are at whole numbers. */
const LOWEST_TOP = 4.4;

/** @param label of the ranks @param rows what is counted */
export function rankPlot(
  heading: string,
  note: string,
  label: string,
  { counts, low, high }: RankCounts,
  rows = 'rows',
): SheetPlot {
  const bins = counts.length;
  const expected = counts.reduce((sum, count) => sum + count, 0) / bins;
  return {
    heading,
    note,
    extent: [0, 1, 0, Math.max(LOWEST_TOP, 1.1 * Math.max(high, ...counts))],
    labels: { x: label, y: rows },
    draw(canvas, area) {
      const box = (from: number, to: number, bottom: number, top: number) => {
        const [x, y] = toPixels(area, from, top);
        const [right, end] = toPixels(area, to, bottom);
        return { x, y, width: right - x, height: end - y };
      };
      canvas.fillRectangle(box(0, 1, low, high), canvas.theme.band);
      for (const [bin, count] of counts.entries()) {
        const { x, y, width, height } = box(bin / bins, (bin + 1) / bins, 0, count);
        canvas.fillRectangle({ x: x + 1, y, width: width - 2, height }, canvas.theme.series[0]!, 0.8);
      }
      for (const end of [low, high]) {
        canvas.strokeSegments(
          [...toPixels(area, 0, end), ...toPixels(area, 1, end)],
          1.4,
          canvas.theme.muted,
          area.rectangle,
        );
      }
      dashed(canvas, area, [0, expected], [1, expected]);
    },
  };
}

/** @param scale names of categories, where number k with its noise is in [k, k + 1), or an angle; null: the values are numbers */
export function quantilePlot(
  heading: string,
  note: string,
  [x, y]: readonly [string, string],
  { expected, observed }: { readonly expected: readonly number[]; readonly observed: readonly number[] },
  scale: readonly string[] | CutTurn | null = null,
): SheetPlot {
  const [low, high] = quantileExtent([...expected, ...observed].filter(Number.isFinite), scale);
  const values = scale === null ? null : 'cut' in scale ? scale : cellTicks(scale);
  return {
    heading,
    note,
    extent: [low, high, low, high],
    labels: { x, y },
    ...(values === null ? {} : { values: [values, values] }),
    draw(canvas, area) {
      dashed(canvas, area, [low, low], [high, high]);
      for (const [i, quantile] of expected.entries()) {
        canvas.fillCircle(toPixels(area, quantile, observed[i]!), 3.2, canvas.theme.series[0]!, 1, area.rectangle);
      }
    },
  };
}

function quantileExtent(values: readonly number[], scale: readonly string[] | CutTurn | null) {
  if (scale === null) return extentOf(values);
  return 'cut' in scale ? ([scale.cut, scale.cut + scale.period] as const) : ([0, scale.length] as const);
}

export function normPlot(
  heading: string,
  note: string,
  { squaredNorm, logq }: { readonly squaredNorm: ArrayLike<number>; readonly logq: ArrayLike<number> },
): SheetPlot {
  const rows = Array.from(squaredNorm, (norm, i) => [norm, logq[i]!] as const).filter((row) =>
    row.every(Number.isFinite),
  );
  const [, most] = extentOf([0, ...rows.map(([x]) => x)]);
  const extent = [0, most, ...extentOf(rows.map(([, y]) => y))] as const;
  return {
    heading,
    note,
    extent,
    labels: { x: '‖z‖²', y: 'log q(x), nats' },
    draw(canvas, area) {
      const opacity = Math.min(0.9, Math.max(0.2, 22 / Math.sqrt(rows.length)));
      for (const [x, y] of rows)
        canvas.fillCircle(toPixels(area, x, y), 2.6, canvas.theme.series[0]!, opacity, area.rectangle);
    },
  };
}

/** With room on both sides. */
function extentOf(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const room = 0.05 * (high - low || Math.abs(high) || 1);
  return [low - room, high + room];
}

function dashed(canvas: Canvas, area: PlotArea, from: readonly [number, number], to: readonly [number, number]): void {
  const [x0, y0] = toPixels(area, ...from);
  const [x1, y1] = toPixels(area, ...to);
  const length = Math.hypot(x1 - x0, y1 - y0);
  const at = (place: number) => [x0 + (place / length) * (x1 - x0), y0 + (place / length) * (y1 - y0)];
  const segments: number[] = [];
  for (let place = 0; place < length; place += 2 * DASH) {
    segments.push(...at(place), ...at(Math.min(length, place + DASH)));
  }
  canvas.strokeSegments(segments, 1.8, canvas.theme.text, area.rectangle);
}
