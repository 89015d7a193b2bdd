/** Small charts of the Training panel: what explains the likelihood, or how a game between two players goes. */
import { html } from 'lit';
import '../charts/lines/line-chart.ts';
import type { Curve, Level } from '../charts/lines/curves.ts';
import type { XRange } from '../charts/lines/step-range.ts';
import type { Unit } from '../components/likelihood-unit.ts';
import { strings } from './strings.ts';
import { curveOf, playersOf, type Series } from './training-data.ts';

interface Line {
  readonly key: string;
  readonly label: string;
  readonly color: number;
}

export interface SmallChart {
  readonly label: string;
  readonly curves: readonly Curve[];
  readonly levels: readonly Level[];
  /** The range of y follows the last nine tenths of the steps. */
  readonly settled: boolean;
}

interface ChartPlan {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly levels?: readonly Level[];
  /** Factor to the displayed unit. Default: 1. */
  readonly scale?: number;
}

/** Terms that have words; each of the others has a chart with its own name. `terms.nll` is in the chart of the likelihood. */
function knownTerms({ scale, unit }: Unit): readonly ChartPlan[] {
  const term = (name: string, label: string, color: number): Line => ({ key: `terms.${name}`, label, color });
  return [
    {
      label: strings.termsOfBound({ unit }),
      lines: [term('reconstruction', strings.reconstruction, 0), term('kl', strings.kl, 1)],
      scale,
    },
    {
      label: strings.accuracy,
      lines: [term('accuracy', strings.accuracy, 0)],
      levels: [{ label: strings.cannotTell, y: 0.5 }],
    },
    {
      label: strings.spread,
      lines: [term('spread', strings.spread, 2)],
      levels: [{ label: strings.likeData, y: 1 }],
    },
    {
      label: strings.scores,
      lines: [term('scoreOfData', strings.data, 1), term('scoreOfSamples', strings.samples, 0)],
    },
    { label: strings.gradientPenalty, lines: [term('gradientPenalty', strings.gradientPenalty, 3)] },
  ];
}

const NOT_SMALL: ReadonlySet<string> = new Set(['terms.nll']);

function otherTerms(series: Series, known: readonly ChartPlan[]): readonly ChartPlan[] {
  const drawn = new Set(known.flatMap(({ lines }) => lines.map(({ key }) => key)));
  return [...series.curves.keys()]
    .filter((key) => key.startsWith('terms.') && !drawn.has(key) && !NOT_SMALL.has(key))
    .map((key) => {
      const label = key.slice('terms.'.length);
      return { label, lines: [{ key, label, color: 3 }] };
    });
}

function gradients(series: Series): ChartPlan {
  const players = playersOf(series);
  if (players.length === 0) {
    return { label: strings.gradientNorm, lines: [{ key: 'gradientNorm', label: strings.gradientNorm, color: 3 }] };
  }
  return {
    label: strings.gradientNorms,
    lines: players.map((name, color) => ({ key: `objectives.${name}.gradientNorm`, label: name, color })),
  };
}

/** One chart for each quantity that the run has recorded. */
export function smallCurves(series: Series | null, unit: Unit, smoothing: number): readonly SmallChart[] {
  if (series === null) return [];
  const known = knownTerms(unit);
  const terms = [...known, ...otherTerms(series, known)].map((plan) => ({
    ...chartOf(series, plan, smoothing),
    settled: true,
  }));
  const common = [
    { label: strings.learningRate, lines: [{ key: 'learningRate', label: strings.learningRate, color: 2 }] },
    gradients(series),
    { label: strings.throughput, lines: [{ key: 'samplesPerSecond', label: strings.throughput, color: 0 }] },
  ].map((plan) => chartOf(series, plan, 0));
  return [...terms, ...common].filter(({ curves }) => curves.length > 0);
}

function chartOf(series: Series, { label, lines, levels = [], scale = 1 }: ChartPlan, smoothing: number): SmallChart {
  const curves = lines.map(({ key, label: name, color }) =>
    curveOf(series.curves.get(key), { label: name, color, scale, smoothing, band: smoothing === 0 }),
  );
  return { label, curves: curves.filter((curve) => curve !== null), levels, settled: false };
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
      ({ label, curves, levels, settled }) => html`<section>
        <h2>${label}</h2>
        <fs-line-chart
          .curves=${curves}
          .levels=${levels}
          .settled=${settled}
          .range=${range}
          .extent=${extent}
          .height=${140}
          label=${label}
          ?named=${curves.length === 1}
          @range=${(event: CustomEvent<XRange | null>) => zoom(event.detail)}
        ></fs-line-chart>
      </section>`,
    )}
  </div>`;
}
