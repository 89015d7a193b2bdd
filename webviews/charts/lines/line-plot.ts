/** Series, bands, axes and legend of a plot. */
import type uPlot from 'uplot';
import { formatCount, formatNumber } from '../../../daemon/format/numbers.ts';
import type { ChartTheme } from '../base/theme.ts';
import { withAlpha } from '../base/theme.ts';
import { strings } from '../strings.ts';
import { type Curve, type Level, valuesFrom, yRange } from './curves.ts';

export interface PlotLook {
  readonly theme: ChartTheme;
  readonly curves: readonly Curve[];
  readonly isLog: boolean;
  /** Called at each drawing. */
  readonly levels: () => readonly Level[];
  /** The first step whose values the range of y follows; null: that of the visible ones. Called at each drawing. */
  readonly settled: () => number | null;
}

type Look = Pick<uPlot.Options, 'scales' | 'axes' | 'series' | 'bands' | 'cursor' | 'legend'>;

export function plotLook({ theme, curves, isLog, levels, settled }: PlotLook): Look & Pick<uPlot.Options, 'series'> {
  // In high contrast borders are bright: the grid must not hide the data.
  const grid = theme.isHighContrast ? withAlpha(theme.grid, 0.45) : theme.grid;
  const line = { stroke: grid, width: 1 / devicePixelRatio };
  const axis = { stroke: theme.muted, grid: line, ticks: line, font: `11px ${theme.font}` };
  return {
    scales: {
      // Steps, not dates.
      x: { time: false },
      y: {
        distr: isLog ? 3 : 1,
        range: ({ data }, low, high) => {
          const from = settled();
          const [least, most] = (from === null ? null : valuesFrom(data, from)) ?? [low, high];
          return yRange(least, most, levels(), isLog);
        },
      },
    },
    axes: [
      { ...axis, size: 28, values: (_plot, ticks) => ticks.map((tick) => formatCount(tick)), incrs: STEPS },
      {
        ...axis,
        size: (_plot, ticks) => Math.max(AXIS_WIDTH, TICK_MARGIN + DIGIT_WIDTH * longest(ticks ?? [])),
        ...(isLog ? { grid: { ...line, filter: powersOfTen }, ticks: { ...line, filter: powersOfTen } } : {}),
        values: (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : formatNumber(tick, 4))),
      },
    ],
    ...seriesOf(curves, theme),
    cursor: { drag: { x: true, y: false }, dataIdx: nearestDefined },
    legend: { live: true, markers: { width: 2 } },
  };
}

/** With about one point per pixel thin lines are clearer, and several times faster to draw. */
export function isDense(x: ArrayLike<number>): boolean {
  return x.length > 400;
}

function seriesOf(curves: readonly Curve[], theme: ChartTheme) {
  const bands: uPlot.Band[] = [];
  const series: uPlot.Series[] = [
    { label: strings.step, value: (_plot, value) => (value == null ? '–' : formatCount(value)) },
  ];
  for (const { label, color: index, band, points, faint, x } of curves) {
    const color = theme.series[index % theme.series.length]!;
    series.push({
      label,
      stroke: faint ? withAlpha(color, 0.4) : color,
      width: faint || isDense(x) ? 1 : 1.5,
      spanGaps: true,
      points: { show: points === true, size: 5, fill: color },
      value: (_plot, value) => (value == null ? '–' : formatNumber(value, 5)),
    });
    if (band === undefined) continue;
    // No stroke: a transparent one is as slow as a visible one.
    const hidden = { class: 'band-end', width: 0, spanGaps: true, points: { show: false } };
    series.push({ ...hidden, label: strings.minimumOf({ label }) }, { ...hidden, label: strings.maximumOf({ label }) });
    bands.push({ series: [series.length - 1, series.length - 2], fill: withAlpha(color, 0.18) });
  }
  return { series, bands };
}

/** Pixels: of the vertical axis with labels of usual length, and of one with longer ones. */
const AXIS_WIDTH = 56;
const TICK_MARGIN = 16;
const DIGIT_WIDTH = 6.6;

function longest(labels: readonly string[]): number {
  return labels.reduce((most, label) => Math.max(most, label.length), 0);
}

/** Whole steps only. */
const STEPS = [1, 2, 5]
  .flatMap((digit) => Array.from({ length: 9 }, (_, power) => digit * 10 ** power))
  .sort((a, b) => a - b);

/** Over several decades only powers of ten have a line, over many only some: all together would be a gray area. */
const MOST_POWERS = 8;

function powersOfTen(_plot: uPlot, splits: number[]): (number | null)[] {
  if (splits.at(-1)! < 1000 * splits[0]!) return splits;
  const powers = splits.map((value) => Math.log10(value));
  const apart = Math.ceil((powers.at(-1)! - powers[0]!) / MOST_POWERS);
  const isLabeled = (power: number) => Math.abs(power - Math.round(power)) < 1e-6 && Math.round(power) % apart === 0;
  return splits.map((value, i) => (isLabeled(powers[i]!) ? value : null));
}

/** The nearest point with a value: curves have points at different steps. */
function nearestDefined(plot: uPlot, series: number, index: number): number {
  const values = plot.data[series]!;
  if (values[index] != null) return index;
  for (let distance = 1; distance < values.length; distance++) {
    if (values[index - distance] != null) return index - distance;
    if (values[index + distance] != null) return index + distance;
  }
  return index;
}
