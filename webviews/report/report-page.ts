/** The page of a report: what it is about, and its panels, one at a time. The address says which: `report.html#layers`. */
import { css, html, LitElement, nothing } from 'lit';
import type { PanelName } from '../../protocol/panel/panels.ts';
import { createPanelHost } from '../bridge/panel-host.ts';
import type { PanelElement } from '../components/base/panel-element.ts';
import '../components/panel-notice.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { formatStrings } from '../components/strings.ts';
import './report-overview.ts';
import { type Report, readReport } from './report-data.ts';
import { type ReportHost, reportHost } from './report-host.ts';
import { strings } from './strings.ts';

export class ReportPage extends LitElement {
  static override properties = { report: { state: true }, shown: { state: true }, problem: { state: true } };
  declare report: Report | null;
  /** null: what the report is about. */
  declare shown: PanelName | null;
  declare problem: boolean;
  #host: ReportHost | null = null;
  #panel: PanelElement | null = null;

  static override styles = [
    panelStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        padding: 6px 16px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .name {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
      }
      nav a {
        padding: 3px 8px;
        border-radius: 4px;
        color: var(--vscode-descriptionForeground);
        text-decoration: none;
      }
      nav a:hover {
        background: var(--vscode-list-hoverBackground);
        color: var(--vscode-foreground);
      }
      nav a:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      nav a[aria-current='page'] {
        background: var(--vscode-list-inactiveSelectionBackground);
        color: var(--vscode-foreground);
      }
    `,
  ];

  constructor() {
    super();
    this.report = null;
    this.shown = null;
    this.problem = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#follow);
    readReport().then(
      (report) => {
        this.report = report;
        this.#host = reportHost(report);
        this.#follow();
      },
      (error: unknown) => {
        console.error(error);
        this.problem = true;
      },
    );
  }

  override disconnectedCallback(): void {
    window.removeEventListener('hashchange', this.#follow);
    super.disconnectedCallback();
  }

  readonly #follow = () => {
    const panels = this.report?.content.panels ?? [];
    const shown = panels.find((name) => location.hash === `#${name}`) ?? null;
    // A panel that is put on the page again starts anew.
    if (shown !== this.shown) this.#panel = shown === null ? null : this.#panelOf(shown);
    this.shown = shown;
  };

  override render() {
    const { report, problem } = this;
    if (problem) return html`<fs-notice heading=${strings.damaged} text=${strings.damagedAdvice}></fs-notice>`;
    if (report === null) return html`<fs-notice heading=${strings.reading} busy></fs-notice>`;
    const { content } = report;
    return html`<header>
        <span class="name" translate="no">${content.run.name}</span>
        <nav aria-label=${formatStrings.panels}>
          ${[null, ...content.panels].map((panel) => this.#link(panel))}
        </nav>
      </header>
      ${this.shown === null ? html`<fs-report-overview .content=${content}></fs-report-overview>` : this.#panel}`;
  }

  #link(panel: PanelName | null) {
    const current = panel === this.shown;
    const title = panel === null ? strings.report : capital(formatStrings[`panel.${panel}`]);
    return html`<a href=${`#${panel ?? ''}`} aria-current=${current ? 'page' : nothing}>${title}</a>`;
  }

  #panelOf(name: PanelName): PanelElement {
    const panel = document.createElement(`flowscope-${name}`) as PanelElement;
    panel.host = createPanelHost(this.#host!.port(name));
    return panel;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
