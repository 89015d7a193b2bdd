/** An empty, loading or failed state: says why, and what to do. */
import { css, html, LitElement, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';

export class PanelNotice extends LitElement {
  static override properties = {
    heading: {},
    text: {},
    quoted: { type: Boolean },
    action: {},
    busy: { type: Boolean },
  };
  declare heading: string;
  declare text: string;
  /** The text is the daemon's own. */
  declare quoted: boolean;
  /** Title of the button that sends `act`; empty: no button. */
  declare action: string;
  /** Something is loading. */
  declare busy: boolean;

  static override styles = css`
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: 8px;
      padding: 32px 16px;
      text-align: center;
    }
    .heading {
      font-weight: 600;
    }
    .text {
      max-width: 60ch;
      color: var(--vscode-descriptionForeground);
      overflow-wrap: anywhere;
    }
    .bar {
      width: 160px;
      height: 2px;
      overflow: hidden;
    }
    .bar::after {
      content: '';
      display: block;
      width: 40px;
      height: 100%;
      background: var(--vscode-progressBar-background);
      animation: slide 1.4s ease-in-out infinite alternate;
    }
    @keyframes slide {
      to {
        transform: translateX(120px);
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .bar::after {
        animation: none;
        width: 100%;
      }
    }
  `;

  constructor() {
    super();
    this.heading = '';
    this.text = '';
    this.quoted = false;
    this.action = '';
    this.busy = false;
  }

  override render() {
    return html`
      <div class="heading" role="status">${this.heading}</div>
      ${this.text ? html`<div class="text" translate=${this.quoted ? 'no' : nothing}>${this.text}</div>` : nothing}
      ${this.busy ? html`<div class="bar" aria-hidden="true"></div>` : nothing}
      ${
        this.action
          ? html`<vscode-button @click=${() => this.dispatchEvent(new CustomEvent('act'))}>${this.action}</vscode-button>`
          : nothing
      }
    `;
  }
}

customElements.define('fs-notice', PanelNotice);
