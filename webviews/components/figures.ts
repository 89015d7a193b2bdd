import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { placeInside } from './base/place-inside.ts';

/** A number with its name and unit. Hover and focus show its definition. */
class FigureTile extends LitElement {
  static override properties = {
    name: {},
    value: {},
    unit: {},
    detail: {},
    definition: {},
    faint: { type: Boolean },
  };
  declare name: string;
  declare value: string;
  declare unit: string;
  /** Smaller, below: where or when. */
  declare detail: string;
  /** Short, with the formula. */
  declare definition: string;
  /** The value is not meaningful. */
  declare faint: boolean;

  static override styles = css`
    :host {
      display: block;
      position: relative;
      min-width: 96px;
    }
    .tile {
      display: flex;
      flex-direction: column;
      gap: 1px;
      padding: 2px 0;
      border: 0;
      background: none;
      color: inherit;
      font: inherit;
      text-align: start;
      cursor: help;
    }
    .tile:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 2px;
    }
    .name,
    .detail {
      color: var(--vscode-descriptionForeground);
      font-size: 0.92em;
    }
    .name {
      text-decoration: underline dotted;
      text-underline-offset: 3px;
    }
    .value {
      font-size: 1.25em;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    :host([faint]) .value {
      opacity: 0.75;
    }
    .unit {
      font-size: 0.75em;
      color: var(--vscode-descriptionForeground);
    }
    .definition {
      display: none;
      position: fixed;
      z-index: 10;
      width: max-content;
      box-sizing: border-box;
      max-width: min(340px, calc(100vw - 16px));
      padding: 6px 10px;
      background: var(--vscode-editorHoverWidget-background);
      color: var(--vscode-editorHoverWidget-foreground, inherit);
      border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, transparent));
      border-radius: 3px;
      white-space: pre-line;
    }
    :host(:hover) .definition,
    .tile:focus-visible + .definition {
      display: block;
    }
  `;

  constructor() {
    super();
    this.name = '';
    this.value = '';
    this.unit = '';
    this.detail = '';
    this.definition = '';
    this.faint = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('pointerenter', this.#place);
    this.addEventListener('focusin', this.#place);
  }

  override disconnectedCallback(): void {
    this.removeEventListener('pointerenter', this.#place);
    this.removeEventListener('focusin', this.#place);
    super.disconnectedCallback();
  }

  /** The definition is measured once it is shown. */
  readonly #place = () => {
    requestAnimationFrame(() => {
      const popup = this.renderRoot.querySelector<HTMLElement>('.definition');
      if (popup === null) return;
      const { clientWidth: width, clientHeight: height } = document.documentElement;
      const size = { width: popup.offsetWidth, height: popup.offsetHeight };
      const { left, top } = placeInside(this.getBoundingClientRect(), size, { width, height });
      popup.style.left = `${left}px`;
      popup.style.top = `${top}px`;
    });
  };

  override render() {
    return html`
      <button class="tile" type="button" aria-describedby="definition">
        <span class="name">${this.name}</span>
        <span class="value">${this.value}${this.unit ? html` <span class="unit">${this.unit}</span>` : nothing}</span>
        ${this.detail ? html`<span class="detail">${this.detail}</span>` : nothing}
      </button>
      <div class="definition" id="definition" role="tooltip">${this.definition}</div>
    `;
  }
}

customElements.define('fs-figure', FigureTile);

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  /** Smaller, below: where or when. */
  readonly detail?: string;
  /** Short, with the formula. */
  readonly definition: string;
  /** The value is not meaningful, so it is gray. */
  readonly faint?: boolean;
}

/** Characters that fit into a column of narrow panels. */
const WIDE = 14;

/** Figures beside each other; null is not shown. */
export function figures(list: readonly (Figure | null)[]): TemplateResult {
  return html`<div class="tiles">
    ${list
      .filter((figure) => figure !== null)
      .map(
        ({ name, value, unit = '', detail = '', definition, faint = false }) =>
          html`<fs-figure
            name=${name}
            value=${value}
            unit=${unit}
            detail=${detail}
            definition=${definition}
            ?faint=${faint}
            ?wide=${value.length + unit.length > WIDE}
          ></fs-figure>`,
      )}
  </div>`;
}
