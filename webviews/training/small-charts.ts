/** Small charts of the Training panel: what explains the likelihood. */
import { html } from 'lit';
import '../charts/lines/line-chart.ts';
import type { Curve } from '../charts/lines/curves.ts';
import type { XRange } from '../charts/lines/step-range.ts';
import { strings } from './strings.ts';
import { curveOf, type Series } from './training-data.ts';

const SMALL_CHARTS = [
  { key: 'learningRate', label: strings.learningRate, color: 2 },
  { key: 'gradientNorm', label: strings.gradientNorm, color: 3 },
  { key: 'samplesPerSecond', label: strings.throughput, color: 0 },
] as const;

export interface SmallChart {
  readonly label: string;
  readonly curves: readonly Curve[];
}

/** One chart for each quantity that the run has recorded. */
export function smallCurves(series: Series | null): readonly SmallChart[] {
  return SMALL_CHARTS.flatMap(({ key, label, color }) => {
    const curve = curveOf(series?.curves.get(key), { label, color, scale: 1, smoothing: 0, band: true });
    return curve === null ? [] : [{ label, curves: [curve] }];
  });
}

export interface SmallChartView {
  /** Visible steps; null: all. */
  readonly range: XRange | null;
  /** All steps; null: not loaded, then there are no charts. */
  readonly extent: XRange | null;
  zoom(range: XRange | null): void;
}

export function smallCharts(charts: readonly SmallChart[], { range, extent, zoom }: SmallChartView) {
  return html`<div class="small">
    ${charts.map(
      ({ label, curves }) => html`<section>
        <h2>${label}</h2>
        <fs-line-chart
          .curves=${curves}
          .range=${range}
          .extent=${extent}
          .height=${140}
          label=${label}
          named
          @range=${(event: CustomEvent<XRange | null>) => zoom(event.detail)}
        ></fs-line-chart>
      </section>`,
    )}
  </div>`;
}
