/** Saves what is drawn and the numbers behind it. */
import { css, html, LitElement } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';

/** `CSV`, `PNG`, … Sends `export` (the kind) when one is chosen. */
export class ExportMenu extends LitElement {
  static override properties = { kinds: { attribute: false }, what: {} };
  declare kinds: readonly string[];
  /** What is saved: "the waterfall". */
  declare what: string;

  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: 2px;
    }
  `;

  constructor() {
    super();
    this.kinds = [];
    this.what = '';
  }

  override render() {
    return this.kinds.map((kind) => {
      const label = `Export ${this.what} as ${kind}`;
      return html`<vscode-toolbar-button
        label=${label}
        title=${label}
        icon="export"
        @click=${() => this.dispatchEvent(new CustomEvent('export', { detail: kind }))}
        >${kind}</vscode-toolbar-button
      >`;
    });
  }
}

customElements.define('fs-export-menu', ExportMenu);
