/** Samples over rows of the data: a corner plot, or a scatter plot of two columns with all marginals; moments of all columns. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { formatCount } from '../../../daemon/format/numbers.ts';
import { nameTicks } from '../../../daemon/pictures/column-ticks.ts';
import { type ColumnAxis, columnAxes, takeColumns } from '../../../daemon/statistics/corner/column-axes.ts';
import { barBins, barShares, binRows, countRows } from '../../../daemon/statistics/corner/corner-counts.ts';
import { drawnColumns } from '../../../daemon/statistics/corner/weighing.ts';
import { effectiveRowCount } from '../../../daemon/statistics/mean-and-error.ts';
import type { ArrayValues } from '../../../protocol/array-values.ts';
import { elidedName, elidedStyles } from '../../charts/base/elided-name.ts';
import '../../charts/bars/histogram.ts';
import type { Distribution } from '../../charts/bars/histogram.ts';
import '../../charts/plane/axes-scatter.ts';
import '../../charts/plane/scatter.ts';
import type { PointSet } from '../../charts/plane/scatter.ts';
import { choice } from '../../components/controls.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { pointsByWeight } from '../../components/points-by-weight.ts';
import { describeSamples, momentsTable, NO_MOMENTS, type SampleMoments } from './moments-table.ts';
import type { PointsView } from './point-controls.ts';
import './sample-corner.ts';
import { domainIn, namesIn, type Samples } from '../samples-data.ts';
import { strings } from '../strings.ts';

/** Marginals drawn at most. */
const MOST_MARGINALS = 24;
const DATA = 1;
const NAMES = [strings.sample, strings.data];

/** [n, D], with the weights of the rows; null: all are equal. */
interface WeightedRows {
  readonly values: ArrayValues;
  readonly weights: Float64Array | null;
}

/** Samples and data in the bins of one column. */
interface Marginal {
  readonly axis: ColumnAxis;
  /** Of its categories; null: it has numbers. */
  readonly names: readonly string[] | null;
  readonly distributions: readonly Distribution[];
}

/** Sends `axis` ({key, column}) and `columns` when the user chooses other columns. */
export class SamplePoints extends LitElement {
  static override properties = {
    samples: { attribute: false },
    view: {},
    x: { type: Number },
    y: { type: Number },
    columns: { attribute: false },
  };
  declare samples: Samples | null;
  declare view: PointsView;
  /** Columns of the corner plot; empty: the first ones. */
  declare columns: readonly number[];
  /** Columns of the scatter plot. */
  declare x: number;
  declare y: number;
  #marginals: readonly Marginal[] = [];
  #moments: SampleMoments = NO_MOMENTS;
  #sets: readonly PointSet[] = [];

  static override styles = [
    panelStyles,
    elidedStyles,
    css`
      :host {
        gap: 16px;
        min-height: 0;
      }
      .plane {
        max-width: 560px;
        width: 100%;
      }
      .marginals {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(200px, 100%), 1fr));
        gap: 12px 20px;
      }
      .axes {
        margin-bottom: 8px;
      }
      th[scope='row'] {
        white-space: nowrap;
      }
    `,
  ];

  constructor() {
    super();
    this.samples = null;
    this.view = 'pair';
    this.columns = [];
    this.x = 0;
    this.y = 1;
  }

  get #width(): number {
    return this.samples?.point[0] ?? 1;
  }

  /** Samples, and the data if there are any. */
  get #arrays(): readonly WeightedRows[] {
    const { values, rows, weights = null } = this.samples!;
    return [{ values, weights: null }, ...(rows === null ? [] : [{ values: rows, weights }])];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.samples === null) return;
    if (changed.has('samples')) this.#moments = describeSamples(this.samples);
    if (this.view === 'corner') return;
    if (changed.has('samples') || changed.has('view')) this.#summarize();
    this.#sets = this.#arrays
      .map(({ values, weights }, color) => {
        const points = pointsByWeight(values, this.#width, [this.x, this.y], weights);
        return { values: points, color, name: NAMES[color]!, halo: color === DATA };
      })
      .reverse();
  }

  #summarize(): void {
    const width = this.#width;
    const shown = Array.from({ length: Math.min(width, MOST_MARGINALS) }, (_, column) => column);
    const sets = this.#arrays.map(({ values, weights }) => ({ columns: takeColumns(values, width, shown), weights }));
    const names = shown.map((column) => this.#categories(column));
    const axes = columnAxes(
      sets.map(({ columns, weights }) => drawnColumns(columns, weights)),
      {
        categories: names.map((own) => own?.length ?? null),
        bounds: shown.map((column) => domainIn(this.samples!, column)),
        isWhole: true,
      },
    );
    const counts = sets.map(({ columns, weights }) => countRows(binRows(columns, axes, { which: 'columns', weights })));
    const fewest = Math.min(...counts.map(({ total }) => total));
    this.#marginals = axes.map((axis, i) => {
      const { low, high } = axis;
      const perBar = barBins(axis, fewest);
      const distributions = counts
        .map(({ columns }, color) => ({ color, counts: barShares(columns[i]!, axis, perBar), low, high }))
        .reverse();
      return { axis, names: names[i]!, distributions };
    });
  }

  #categories(column: number): readonly string[] | null {
    return namesIn(this.samples!, this.#name(column));
  }

  #name(column: number): string {
    return this.samples!.columns[column] ?? `x${column}`;
  }

  override render() {
    if (this.samples === null) return nothing;
    const { clipped = 0, n } = this.samples;
    return html`${clipped > 0 ? html`<div class="muted">${strings.clipped({ count: clipped, n: formatCount(n) })}</div>` : nothing}
    ${this.#weighted()} ${this.view === 'corner' ? this.#corner() : this.#pair(this.samples)} ${momentsTable(this.samples, this.#moments)}`;
  }

  #weighted() {
    const { rows, weights = null, split } = this.samples!;
    if (rows === null || weights === null) return nothing;
    const words = {
      rows: strings[`rowsOf.${split}`],
      count: formatCount(weights.length),
      size: formatCount(effectiveRowCount(weights)),
    };
    return html`<div class="muted">${strings.weighted(words)} ${strings[`weighted.${this.view}`]}</div>`;
  }

  #corner() {
    return html`<fs-sample-corner
      .samples=${this.samples}
      .columns=${this.columns}
      @columns=${(event: CustomEvent<readonly number[]>) =>
        this.dispatchEvent(new CustomEvent('columns', { detail: event.detail }))}
    ></fs-sample-corner>`;
  }

  #pair({ rows, split }: Samples) {
    const width = this.#width;
    const left = width - this.#marginals.length;
    const data = strings[`rowsOf.${split}`];
    return html`
      <div class="legend">
        <span><span class="dot"></span>${strings.samplesKey}</span>
        ${rows === null ? nothing : html`<span><span class="dot data"></span>${data}</span>`}
      </div>
      ${width < 2 ? nothing : this.#scatter(width)}
      <div class="marginals">
        ${this.#marginals.map(
          ({ distributions, axis, names }, column) => html`<div>
            <h3 translate="no">${elidedName(this.#name(column))}</h3>
            <fs-histogram
              .distributions=${distributions}
              .axis=${axis.isDiscrete ? axis : null}
              .names=${names}
              .height=${110}
              label=${strings.marginal({ column: this.#name(column), rows: data })}
            ></fs-histogram>
          </div>`,
        )}
      </div>
      ${left > 0 ? html`<div class="muted">${strings.moreColumns({ count: left })}</div>` : nothing}
    `;
  }

  #scatter(width: number) {
    const columns = Array.from({ length: width }, (_, column) => [column, this.#name(column)] as const);
    const axis = (key: 'x' | 'y') =>
      choice(
        {
          label: key,
          value: this[key],
          set: (column) => this.dispatchEvent(new CustomEvent('axis', { detail: { key, column } })),
        },
        columns,
      );
    return html`<div class="plane">
      ${width > 2 ? html`<div class="row axes">${axis('x')} ${axis('y')}</div>` : nothing}
      ${this.#points()}
    </div>`;
  }

  /** Numbers have one scale on both axes; names have none. */
  #points() {
    const names = [this.#name(this.x), this.#name(this.y)] as const;
    const ticks = [this.x, this.y].map((column) => {
      const categories = this.#categories(column);
      return categories === null ? null : nameTicks(categories);
    });
    const label = strings.scatter({ x: names[0], y: names[1], rows: strings[`rowsOf.${this.samples!.split}`] });
    return ticks.every((own) => own === null)
      ? html`<fs-scatter .sets=${this.#sets} .columns=${names} label=${label}></fs-scatter>`
      : html`<fs-axes-scatter .sets=${this.#sets} .columns=${names} .ticks=${ticks} label=${label}></fs-axes-scatter>`;
  }
}

customElements.define('fs-sample-points', SamplePoints);
