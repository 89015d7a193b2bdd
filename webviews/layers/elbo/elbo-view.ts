/** The ELBO of a model without layers: its figures and terms, and one latent dimension in detail. */
import { html, nothing } from 'lit';
import { formatCount, formatEstimate, formatNats, formatNumber } from '../../../daemon/format/numbers.ts';
import '../../charts/bars/histogram.ts';
import type { Distribution } from '../../charts/bars/histogram.ts';
import '../../charts/bars/waterfall.ts';
import { type Figure, figures } from '../../components/figures.ts';
import { leftOutLine } from '../../components/left-out.ts';
import { formatStrings, strings as shared } from '../../components/strings.ts';
import '../../components/export-menu.ts';
import { strings } from '../strings.ts';
import type { Centers, ElboResult, FoundBound, LatentDimension } from './elbo-data.ts';
import { elboRows } from './elbo-rows.ts';

export function elboFigures(
  { elbo, reconstruction, kl, n, split, floor }: ElboResult,
  bound: FoundBound['bound'] | null,
) {
  const rows = shared.rowsOfSplit({ rows: formatCount(n), split: formatStrings[`split.${split}`] });
  const nats = (name: string, value: number | null, definition: string, detail?: string): Figure => ({
    name,
    value: formatNats(value),
    unit: strings.nats,
    definition,
    ...(detail === undefined ? {} : { detail }),
  });
  return html`${figures([
    nats(strings.elbo, elbo.mean, strings.elboDefinition, rows),
    bound && nats(strings.boundOf({ k: bound.k }), bound.bound, strings.boundDefinition, strings.boundOnLogQ),
    nats(strings.reconstruction, reconstruction.mean, strings.reconstructionDefinition),
    nats(strings.kl, kl.mean, strings.klDefinition),
    floor && nats(shared.exactFloor, floor.nll, strings.floorDefinition, strings.nllAtLeast),
  ])}
  ${leftOutLine(elbo.notFinite, n, { quantity: strings.elbo, summary: shared.everyFigure })}`;
}

export interface ElboActs {
  /** Selects a latent dimension. */
  choose(dimension: number): void;
  /** @param kind `SVG` or `CSV` */
  save(kind: string): void;
}

export interface ElboState {
  readonly bound: FoundBound['bound'] | null;
  readonly selected: number;
  /** Why there is no bound; empty: it is known or computed. */
  readonly problem: string;
}

export function elboWaterfall(result: ElboResult, { bound, selected, problem }: ElboState, { choose, save }: ElboActs) {
  return html`<section>
    <div class="row spread">
      <h2>${result.dimensions.some(({ kl }) => kl !== null) ? strings.elboSum : strings.elboSumOfAll}</h2>
      <fs-export-menu
        what=${strings.theWaterfall}
        .kinds=${['SVG', 'CSV']}
        @export=${(event: CustomEvent<string>) => save(event.detail)}
      ></fs-export-menu>
    </div>
    <fs-waterfall
      .rows=${elboRows(result, bound)}
      .label=${strings.elboChart}
      .selected=${String(selected)}
      @choose=${(event: CustomEvent<string>) => choose(Number(event.detail))}
    ></fs-waterfall>
    ${unusedLine(result)} ${boundLine(bound, problem)}
  </section>`;
}

function unusedLine({ dimensions, unused }: ElboResult) {
  if (unused.count === 0) return nothing;
  const values = { count: unused.count, total: formatCount(dimensions.length) };
  return html`<div class="muted">
    ${unused.kl === null ? strings.unused(values) : strings.unusedTogether({ ...values, kl: formatNats(unused.kl) })}
  </div>`;
}

function boundLine(bound: FoundBound['bound'] | null, problem: string) {
  if (bound === null) {
    return html`<div class="muted" role="status">
      ${problem === '' ? strings.computingBound : strings.boundFailed({ why: problem })}
    </div>`;
  }
  const { gap, k, rows } = bound;
  return html`<div class="muted" role="status">
    ${strings.boundText({ gap: formatEstimate(gap.mean, gap.se), k: formatCount(k), rows: formatCount(rows) })}
  </div>`;
}

/** Bins of the outline of N(0, 1), from −4 to 4. */
const PRIOR_BINS = 80;
const REACH = 4;

/** @param centers null: not loaded yet */
export function dimensionView(dimension: LatentDimension | null, centers: Centers | null) {
  if (dimension === null) return html`<div class="muted">${strings.noDimensionSelected}</div>`;
  const { index, kl, mean, std, posteriorStd, used } = dimension;
  const shown = centers?.index === index ? centers : null;
  return html`<section>
    <h2>${strings.latentDimension({ index })}</h2>
    ${figures([
      kl && {
        name: strings.kl,
        value: formatNats(kl.mean),
        unit: strings.nats,
        detail: strings.between({ low: formatNats(kl.p10), high: formatNats(kl.p90) }),
        definition: strings.klOfDimensionDefinition,
      },
      {
        name: strings.centers,
        value: `${number(mean)} ± ${number(std)}`,
        detail: strings.meanAndStd,
        definition: strings.centersDefinition,
      },
      posteriorStd === null
        ? null
        : { name: strings.posteriorStd, value: number(posteriorStd), definition: strings.posteriorStdDefinition },
    ])}
    <div>${used ? strings.dimensionUsed : strings.dimensionUnused}</div>
    ${shown === null ? nothing : histogramOf(shown, kl !== null)}
  </section>`;
}

function number(value: number | null): string {
  return formatNumber(value ?? Number.NaN, 3);
}

/** @param isNormal whether the prior of the dimension is N(0, 1) */
function histogramOf(centers: Centers, isNormal: boolean) {
  return html`<div class="dimension">
    <h3 class="legend">
      <span><span class="dot"></span>${strings.centers}</span>
      ${isNormal ? html`<span><span class="dot data"></span>${strings.prior}</span>` : nothing}
    </h3>
    <fs-histogram
      .distributions=${[...(isNormal ? [PRIOR] : []), { ...centers, color: 0 }]}
      label=${strings.centersChart({ index: centers.index })}
    ></fs-histogram>
  </div>`;
}

const PRIOR: Distribution = {
  counts: Float64Array.from({ length: PRIOR_BINS }, (_, bin) => {
    const z = -REACH + ((bin + 0.5) * 2 * REACH) / PRIOR_BINS;
    return Math.exp((-z * z) / 2);
  }),
  low: -REACH,
  high: REACH,
  color: 1,
};
