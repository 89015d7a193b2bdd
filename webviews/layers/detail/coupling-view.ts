/** One coupling at one row: what passes through, what is changed, and the Jacobian, whose diagonal gives the log-det. */
import { css, html, LitElement, nothing } from 'lit';
import { formatCount, formatNats, formatNumber } from '../../../daemon/format/numbers.ts';
import { wholeNumber } from '../../components/controls.ts';
import { givenImageStyles, givenImages } from '../../components/given-images.ts';
import '../../components/panel-notice.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import type { Coupling } from '../layers-data.ts';
import { strings } from '../strings.ts';
import { couplingPicture, pictureStyles } from './coupling-picture.ts';

/** Logs of the diagonal that are written out at most. */
const MOST_TERMS = 6;
/** Relative to max(1, |log-det|): both are float64. */
const SAME = 1e-9;

type Element = Coupling['elements'][number];

/** Sends `row` (a number) when the user chooses another one. */
export class CouplingView extends LitElement {
  static override properties = { coupling: { attribute: false }, row: { type: Number }, problem: {} };
  /** null: not known yet. */
  declare coupling: Coupling | null;
  declare row: number;
  declare problem: string;

  static override styles = [
    panelStyles,
    pictureStyles,
    givenImageStyles,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      section {
        gap: 10px;
        padding-top: 10px;
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      input[type='number'] {
        width: 84px;
      }
      .sides {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        gap: 12px 28px;
      }
      .sides > * {
        min-width: 0;
        max-width: 100%;
      }
      .stale {
        opacity: 0.6;
        transition: opacity 0.2s 0.4s;
      }
      .map {
        white-space: nowrap;
      }
      .jacobian {
        margin-top: 4px;
        border-collapse: separate;
        border-spacing: 0;
      }
      .jacobian td {
        min-width: 52px;
        padding: 2px 6px;
        text-align: end;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .jacobian th {
        padding: 2px 8px;
        font-weight: normal;
        text-align: end;
      }
      /* The colors of the picture. */
      .jacobian thead :is(.kept, .changed) {
        border-bottom: 2px solid var(--vscode-charts-blue);
      }
      .jacobian tbody :is(.kept, .changed) {
        border-inline-end: 2px solid var(--vscode-charts-blue);
      }
      .jacobian .changed.changed {
        border-color: var(--vscode-charts-orange);
      }
      /* A zero says that there is no dependence: the less it is seen, the clearer the triangle. */
      .jacobian .zero {
        color: var(--vscode-descriptionForeground);
      }
      .jacobian .diagonal {
        font-weight: 600;
        background: var(--vscode-list-inactiveSelectionBackground);
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .wrong {
        color: var(--vscode-errorForeground);
      }
      p {
        margin: 0;
        max-width: 90ch;
      }
    `,
  ];

  constructor() {
    super();
    this.coupling = null;
    this.row = 0;
    this.problem = '';
  }

  override render() {
    const { coupling, problem } = this;
    return html`<section>
      <div class="row spread">
        <h2>${strings.coupling}</h2>
        ${wholeNumber({ label: strings.couplingRow, value: this.row, set: (row) => this.#choose(row) }, 0)}
      </div>
      ${problem ? html`<fs-notice heading=${strings.couplingFailed} text=${problem} quoted></fs-notice>` : nothing}
      ${
        coupling === null
          ? problem
            ? nothing
            : html`<fs-notice heading=${strings.readingCoupling} busy></fs-notice>`
          : problem
            ? nothing
            : this.#content(coupling)
      }
    </section>`;
  }

  #choose(row: number): void {
    this.dispatchEvent(new CustomEvent('row', { detail: row }));
  }

  #content(coupling: Coupling) {
    const { elements, dimension } = coupling;
    const isStale = coupling.row !== this.row;
    return html`<div class=${isStale ? 'answer stale' : 'answer'}>
      <div class="sides">${couplingPicture(coupling.map)} ${givenImages(coupling.given)} ${elementTable(coupling)} ${jacobianTable(coupling)}</div>
      ${
        elements.length === dimension
          ? nothing
          : html`<p class="muted">
              ${strings.couplingShown({ shown: elements.length, dimension: formatCount(dimension) })}
            </p>`
      }
      ${logDetText(coupling)}
      <p class="muted">${strings.couplingWhy({ determinant: shown(Math.exp(coupling.sumLogDiagonal ?? Number.NaN)) })}</p>
    </div>`;
  }
}

customElements.define('fs-coupling', CouplingView);

function elementTable({ elements, jacobian }: Coupling) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${strings.couplingElements}>
    <table>
      <thead>
        <tr>
          <th scope="col">${strings.part}</th>
          <th class="end" scope="col">${strings.dimension}</th>
          <th class="end" scope="col">x</th>
          <th class="end" scope="col">z</th>
          <th scope="col">${strings.map}</th>
        </tr>
      </thead>
      <tbody>
        ${elements.map(
          (element, i) => html`<tr>
            <td>${element.kept ? 'x₁' : 'x₂'}</td>
            <td class="end">${element.index}</td>
            <td class="end">${shown(element.input)}</td>
            <td class="end">${shown(element.output)}</td>
            <td class="map ${element.kept ? 'muted' : ''}">${mapText(element, jacobian[i]![i]!)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function mapText({ kept, scale, shift }: Element, slope: number | null): string {
  if (kept) return strings.passesThrough;
  if (scale === null || shift === null) return strings.slope({ slope: shown(slope) });
  const values = { scale: shown(scale), shift: shown(shift) };
  const text = scale === 1 ? strings.onlyShifted(values) : strings.scaledAndShifted(values);
  return text.replace('+ −', '− ');
}

function jacobianTable({ elements, jacobian }: Coupling) {
  const kindOf = (i: number, j: number, value: number | null) => (i === j ? 'diagonal' : value === 0 ? 'zero' : '');
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${strings.jacobian}>
    <h3>${strings.jacobian}</h3>
    <table class="jacobian">
      <thead>
        <tr>
          <th>${strings.jacobianCorner}</th>
          ${elements.map(({ index, kept }) => html`<th scope="col" class=${kept ? 'kept' : 'changed'}>${index}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${jacobian.map(
          (values, i) => html`<tr>
            <th scope="row" class=${elements[i]!.kept ? 'kept' : 'changed'}>${elements[i]!.index}</th>
            ${values.map((value, j) => html`<td class=${kindOf(i, j, value)}>${shown(value)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** log|det| from the diagonal, beside the layer's own. */
function logDetText({ elements, jacobian, dimension, sumLogDiagonal, logDet }: Coupling) {
  const isFew = elements.length === dimension && dimension <= MOST_TERMS;
  const sum = formatNats(sumLogDiagonal);
  const terms = elements.map((_, i) => `log ${shown(Math.abs(jacobian[i]![i] ?? Number.NaN))}`).join(' + ');
  const isSame =
    sumLogDiagonal !== null &&
    logDet !== null &&
    Math.abs(sumLogDiagonal - logDet) <= SAME * Math.max(1, Math.abs(logDet));
  const own = { logDet: formatNats(logDet) };
  return html`<div>
    <p>${isFew ? strings.sumOfFewLogs({ terms, sum }) : strings.sumOfLogs({ sum })}</p>
    <p class=${isSame ? '' : 'wrong'} role="status">${isSame ? strings.sameLogDet(own) : strings.otherLogDet(own)}</p>
  </div>`;
}

function shown(value: number | null): string {
  return formatNumber(value ?? Number.NaN, 3);
}
