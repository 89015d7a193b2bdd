/** What is wrong in the layers, with advice. */
import { css, html } from 'lit';
import { namedFinding } from '../../daemon/format/finding-text.ts';
import type { Finding } from '../../daemon/statistics/findings.ts';
import { formatStrings } from '../components/strings.ts';
import { strings } from './strings.ts';

/** Marks where a finding names its place, which is a button: the object replacement character. */
const PLACE = '\uFFFC';

export const findingStyles = css`
  .finding {
    margin-top: 6px;
    max-width: 90ch;
    border-inline-start: 3px solid var(--vscode-charts-orange);
    padding-inline-start: 8px;
  }
  .place {
    padding: 0;
    border: none;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    cursor: pointer;
  }
  .place:hover {
    text-decoration: underline;
  }
  .place:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
`;

/** @param choose selects a layer by its index */
export function findingsView(found: readonly Finding[], choose: (layer: number) => void) {
  return found.map((each) => {
    const { name, text, advice } = namedFinding(each, formatStrings);
    // The place is within the sentence; layers are a button.
    const [before = '', after = ''] = strings.finding({ place: PLACE, text }).split(PLACE);
    const place =
      each.about === 'sum'
        ? name
        : html`<button class="place" title=${strings.selectLayer} @click=${() => choose(each.finding.layers[0]!)}>
            ${name}</button
          >`;
    return html`<div class="finding">${before}${place}${after} <span class="muted">${advice}</span></div>`;
  });
}
