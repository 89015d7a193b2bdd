import { html, type TemplateResult } from 'lit';
import './figure-tile.ts';

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  /** Smaller, below: where or when. */
  readonly detail?: string;
  /** Short, with the formula. */
  readonly definition: string;
}

/** Figures beside each other; null is not shown. */
export function figures(list: readonly (Figure | null)[]): TemplateResult {
  return html`<div class="tiles">
    ${list
      .filter((figure) => figure !== null)
      .map(
        ({ name, value, unit = '', detail = '', definition }) =>
          html`<fs-figure name=${name} value=${value} unit=${unit} detail=${detail} definition=${definition}></fs-figure>`,
      )}
  </div>`;
}
