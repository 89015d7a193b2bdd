/** Samples over rows of the data in a corner plot, with a choice of its columns. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { takeColumns } from '../../../daemon/statistics/corner/column-axes.ts';
import { FEWEST_FOR_CONTOURS } from '../../../daemon/statistics/corner/mass-regions.ts';
import { type CornerData, cornerData } from '../../corner/corner-data.ts';
import '../../corner/corner-plot.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { domainIn, namesIn, type Samples, turnIn } from '../samples-data.ts';
import { strings } from '../strings.ts';

/** Columns shown at first, and at most: more cells are too small to read. */
const [AT_FIRST, MOST] = [6, 8];

/** Sends `columns` (their numbers, ascending) when the user chooses others. */
export class SampleCorner extends LitElement {
  static override properties = { samples: { attribute: false }, columns: { attribute: false } };
  declare samples: Samples | null;
  /** Numbers of the columns that are shown; empty: the first ones. */
  declare columns: readonly number[];
  #data: CornerData | null = null;

  static override styles = [
    panelStyles,
    css`
      :host {
        gap: 8px;
        min-height: 0;
      }
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        max-height: 168px;
        overflow: auto;
        margin-top: 4px;
        padding: 2px;
      }
      .choice input {
        margin: 0;
        accent-color: var(--vscode-focusBorder);
      }
      .choice span {
        overflow-wrap: anywhere;
      }
      fieldset {
        min-width: 0;
        margin: 0;
        padding: 0;
        border: none;
      }
      .swatch {
        display: inline-block;
        width: 14px;
        height: 10px;
        margin-inline-end: 6px;
        border: 1.5px solid var(--vscode-charts-blue);
        vertical-align: -1px;
      }
      .swatch.filled {
        border-color: transparent;
        background: color-mix(in srgb, var(--vscode-charts-orange) 60%, transparent);
      }
    `,
  ];

  constructor() {
    super();
    this.samples = null;
    this.columns = [];
  }

  get #width(): number {
    return this.samples?.point[0] ?? 1;
  }

  get #shown(): readonly number[] {
    const known = this.columns.filter((column) => column < this.#width);
    return known.length > 0 ? known.slice(0, MOST) : firstColumns(this.#width);
  }

  /** A set is drawn as points. */
  get #hasFew(): boolean {
    return this.#data?.sets.some(({ counts }) => counts.total < FEWEST_FOR_CONTOURS) ?? false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { samples } = this;
    if (samples === null || !(changed.has('samples') || changed.has('columns'))) return;
    const [shown, width] = [this.#shown, this.#width];
    const own = { name: strings.samplesKey, color: 0, isFilled: false };
    const rows = { name: strings[`rowsOf.${samples.split}`], color: 1, isFilled: true };
    this.#data = cornerData(
      shown.map((column) => {
        const name = samples.columns[column] ?? `x${column}`;
        return {
          name,
          categories: namesIn(samples, name),
          domain: domainIn(samples, column),
          turn: turnIn(samples, column),
        };
      }),
      [
        { ...own, columns: takeColumns(samples.values, width, shown), weights: null },
        ...(samples.rows === null
          ? []
          : [{ ...rows, columns: takeColumns(samples.rows, width, shown), weights: samples.weights ?? null }]),
      ],
    );
  }

  override render() {
    const { samples } = this;
    if (samples === null) return nothing;
    const rows = strings[`rowsOf.${samples.split}`];
    return html`
      <div class="legend">
        <span><span class="swatch"></span>${strings.outlinedSamples}</span>
        ${samples.rows === null ? nothing : html`<span><span class="swatch filled"></span>${strings.filledRows({ rows })}</span>`}
        <span class="muted">${strings.regions} ${this.#hasFew ? strings.fewRows({ fewest: FEWEST_FOR_CONTOURS }) : nothing}</span>
      </div>
      ${this.#width > 2 ? this.#choice(samples) : nothing}
      <fs-corner-plot .data=${this.#data} label=${strings.corner({ rows })}></fs-corner-plot>
    `;
  }

  #choice({ columns }: Samples) {
    const shown = this.#shown;
    const isFull = shown.length >= MOST;
    const toggle = (column: number, isShown: boolean) => {
      const next = isShown ? [...shown, column].sort((a, b) => a - b) : shown.filter((other) => other !== column);
      this.dispatchEvent(new CustomEvent('columns', { detail: next }));
    };
    return html`<details>
      <summary>${strings.columnChoice({ shown: shown.length, all: this.#width })}</summary>
      <fieldset>
        <div class="choice">
          ${Array.from({ length: this.#width }, (_, column) => {
            const isShown = shown.includes(column);
            return html`<label
              ><input
                type="checkbox"
                .checked=${isShown}
                ?disabled=${isShown ? shown.length === 1 : isFull}
                @change=${(event: Event) => toggle(column, (event.target as HTMLInputElement).checked)}
              /><span translate="no">${columns[column] ?? `x${column}`}</span></label
            >`;
          })}
        </div>
      </fieldset>
      ${isFull && this.#width > MOST ? html`<div class="muted">${strings.mostColumns({ most: MOST })}</div>` : nothing}
    </details>`;
  }
}

function firstColumns(width: number): readonly number[] {
  return Array.from({ length: Math.min(width, AT_FIRST) }, (_, column) => column);
}

customElements.define('fs-sample-corner', SampleCorner);
