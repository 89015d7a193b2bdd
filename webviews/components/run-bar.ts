/** The bar at the top of a panel: the other panels of its run, the run and its checkpoint. */
import { css, html, LitElement, nothing } from 'lit';
import { startedText } from '../../daemon/format/started-text.ts';
import type { PanelSnapshot, RunChoice } from '../../protocol/panel/panel-messages.ts';
import { runHandles } from '../../protocol/run-handle.ts';
import { shownName } from '../../protocol/shown-name.ts';
import './panel-bar.ts';
import { selectStyles } from './panel-styles.ts';
import { formatStrings, strings } from './strings.ts';

/** Sends `run` (a directory) when the user chooses another one. */
export class RunBar extends LitElement {
  static override properties = { snapshot: { attribute: false } };
  declare snapshot: PanelSnapshot | null;

  static override styles = [
    selectStyles,
    css`
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px 12px;
      padding: 2px 16px 8px;
      position: sticky;
      top: 0;
      z-index: 5;
      background: var(--vscode-editor-background);
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    fs-panel-bar {
      flex: 1 0 100%;
    }
    .runs {
      flex: 1 1 220px;
      min-width: 0;
      max-width: 420px;
    }
    @media (max-width: 480px) {
      .runs {
        flex-basis: 100%;
        max-width: none;
      }
    }
    span.runs {
      width: auto;
      color: var(--vscode-descriptionForeground);
      overflow-wrap: anywhere;
    }
  `,
  ];

  constructor() {
    super();
    this.snapshot = null;
  }

  override render() {
    const { snapshot } = this;
    if (snapshot === null) return nothing;
    const [shown] = snapshot.subject.runs;
    const known = snapshot.choices.some(({ runDir }) => runDir === shown);
    const own = snapshot.shown[0];
    const choices: readonly RunChoice[] =
      known || !own ? snapshot.choices : [{ ...own, name: shownName(own) }, ...snapshot.choices];
    const handles = runHandles(choices);
    if (snapshot.offline === true) {
      return html`<span class="runs" title=${strings.run} translate="no">${own?.id ?? ''}</span> <slot></slot>`;
    }
    return html`
      <fs-panel-bar .snapshot=${snapshot}></fs-panel-bar>
      <select
        class="runs"
        aria-label=${strings.run}
        title=${shown ?? ''}
        @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}
      >
        ${known || own ? nothing : html`<option value=${shown ?? ''} selected>${snapshot.looking ? strings.loading : strings.goneRun}</option>`}
        ${choices.map(
          (
            { runDir, started, status },
            i,
          ) => html`<option value=${runDir} title=${runDir} ?selected=${runDir === shown}>
            ${strings.runChoice({ run: handles[i]!, started: startedText(started), status: formatStrings[`status.${status}`] })}
          </option>`,
        )}
      </select>
      <slot></slot>
    `;
  }

  #choose(runDir: string): void {
    if (runDir !== this.snapshot?.subject.runs[0]) this.dispatchEvent(new CustomEvent('run', { detail: runDir }));
  }
}

customElements.define('fs-run-bar', RunBar);
