/** The settings in which several runs differ, one row each. */
import { css, html, nothing } from 'lit';
import { differingSettings } from '../../daemon/format/run-differences.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { formatStrings } from '../components/strings.ts';
import { strings } from './strings.ts';

export const settingDifferencesStyles = css`
  .settings th[scope='row'] {
    font-weight: normal;
    color: inherit;
    white-space: nowrap;
  }
  .settings thead th {
    overflow-wrap: anywhere;
    min-width: 9ch;
    vertical-align: bottom;
  }
  .settings td {
    white-space: nowrap;
  }
  .settings:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
`;

/** @param name of a run, as short as it can be */
export function settingDifferences(runs: readonly RunInfo[], name: (run: RunInfo) => string) {
  if (runs.length < 2) return nothing;
  const settings = differingSettings(runs, formatStrings);
  if (settings === null) return nothing;
  return html`<section>
    <h2>${strings.settings}</h2>
    ${
      settings.length === 0
        ? html`<div class="muted">${strings.sameSettings}</div>`
        : html`<div class="scroll settings" tabindex="0" role="group" aria-label=${strings.settings}>
            <table>
              <thead>
                <tr>
                  <th></th>
                  ${runs.map(
                    (run, i) =>
                      html`<th><span class="key c${i % 6}"></span> <span translate="no">${name(run)}</span></th>`,
                  )}
                </tr>
              </thead>
              <tbody>
                ${settings.map(
                  ({ key, values }) => html`<tr>
                    <th scope="row" translate="no">${key}</th>
                    ${values.map((value) => html`<td translate="no">${value ?? '–'}</td>`)}
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}
