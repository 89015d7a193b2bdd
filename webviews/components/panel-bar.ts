/** Leads from a panel to the other panels of the same run. */
import { css, html, LitElement, nothing } from 'lit';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import { PANELS, type PanelName } from '../../protocol/panel/panels.ts';
import { formatStrings } from './strings.ts';

/** Sends `go` (the name of a panel), which leaves the shadows around it. */
export class PanelBar extends LitElement {
  static override properties = { snapshot: { attribute: false } };
  declare snapshot: PanelSnapshot | null;

  static override styles = css`
    nav {
      display: flex;
      flex-wrap: wrap;
      gap: 0 2px;
      margin: 0 -8px;
    }
    a {
      /* The first letter is that of a block. */
      display: inline-block;
      padding: 3px 8px 2px;
      border-bottom: 2px solid transparent;
      color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-descriptionForeground));
      text-decoration: none;
      white-space: nowrap;
    }
    a::first-letter {
      text-transform: uppercase;
    }
    a:hover,
    a[aria-current] {
      color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
    }
    a[aria-current] {
      border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
    }
    a:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: -1px;
    }
  `;

  constructor() {
    super();
    this.snapshot = null;
  }

  override render() {
    const { snapshot } = this;
    // A report has links of its own.
    if (snapshot === null || snapshot.offline === true) return nothing;
    const { panel, offered } = snapshot;
    const names = PANELS.filter((name) => name === panel || offered.includes(name));
    return html`<nav aria-label=${formatStrings.panels}>
      ${names.map(
        (name) => html`<a
          href="/${name}"
          aria-current=${name === panel ? 'page' : nothing}
          @click=${(event: MouseEvent) => this.#go(event, name)}
          >${formatStrings[`panel.${name}`]}</a
        >`,
      )}
    </nav>`;
  }

  #go(event: MouseEvent, name: PanelName): void {
    // The host knows what to show there. In the editor, addresses lead nowhere, and VS Code would open this one.
    event.preventDefault();
    event.stopPropagation();
    if (name === this.snapshot?.panel) return;
    this.dispatchEvent(new CustomEvent<PanelName>('go', { detail: name, bubbles: true, composed: true }));
  }
}

customElements.define('fs-panel-bar', PanelBar);
