/** Buttons that export a picture or its numbers. */
import { css, html, LitElement } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { strings } from './strings.ts';

/** Sends `export` (the kind: `CSV`, `PNG`, …) when the user chooses one. */
export class ExportMenu extends LitElement {
  static override properties = { kinds: { attribute: false }, what: {} };
  declare kinds: readonly string[];
  /** What is exported: "the waterfall". */
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
      const label = strings.exportAs({ what: this.what, kind });
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
