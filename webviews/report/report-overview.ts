/** What a report is about: where its numbers come from, and how to compute them again. */
import { css, html, LitElement, nothing } from 'lit';
import type { ReportContent } from '../../protocol/report/report-content.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { strings } from './strings.ts';

export class ReportOverview extends LitElement {
  static override properties = { content: { attribute: false } };
  declare content: ReportContent | null;

  static override styles = [
    panelStyles,
    css`
      :host {
        min-height: 0;
      }
      p,
      ul {
        margin: 0;
        max-width: 90ch;
      }
      ul {
        padding-inline-start: 20px;
      }
      td,
      th {
        vertical-align: top;
      }
      td {
        overflow-wrap: anywhere;
      }
      th[scope='row'] {
        font-weight: normal;
        white-space: nowrap;
      }
      code,
      pre {
        font-family: var(--vscode-editor-font-family);
        font-size: 0.95em;
      }
      pre {
        margin: 0;
        padding: 10px 12px;
        overflow: auto;
        max-height: 480px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
      }
      pre:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      @media (max-width: 480px) {
        tr {
          display: grid;
          padding-bottom: 4px;
        }
        thead {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.content = null;
  }

  override render() {
    const { content } = this;
    if (content === null) return nothing;
    const { created, facts, reproductions, leftOut, specText } = content;
    const time = new Date(created).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
    return html`<main>
      <section>
        <h2>${strings.about}</h2>
        <p>${strings.created({ time })}</p>
        <p>${strings.dataNote}</p>
      </section>
      <section>
        <h2>${strings.facts}</h2>
        ${pairs(
          [strings.fact, strings.value],
          facts.map(({ name, value }) => [name, html`<span translate="no">${value}</span>`]),
        )}
      </section>
      <section>
        <h2>${strings.leftOut}</h2>
        <ul>
          ${leftOut.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </section>
      <section>
        <h2>${strings.reproduce}</h2>
        <p class="muted">${strings.reproduceText}</p>
        ${pairs(
          [strings.what, strings.command],
          reproductions.map(({ what, command }) => [what, html`<code translate="no">${command}</code>`]),
        )}
      </section>
      ${
        specText === null
          ? nothing
          : html`<section>
              <h2>${strings.spec}</h2>
              <pre tabindex="0" translate="no">${specText}</pre>
            </section>`
      }
    </main>`;
  }
}

customElements.define('fs-report-overview', ReportOverview);

function pairs(heads: readonly [string, string], rows: readonly (readonly [string, unknown])[]) {
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name, value]) => html`<tr>
          <th scope="row">${name}</th>
          <td>${value}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
