/** The verdict on the flow in one line, and below it what was found, with advice. */
import { css, html, nothing } from 'lit';
import { findingPlace } from '../../daemon/format/findings/finding-parts.ts';
import { findingText } from '../../daemon/format/findings/finding-text.ts';
import { verdictOf } from '../../daemon/format/findings/verdict-text.ts';
import { type Examined, type Finding, severityOf } from '../../daemon/statistics/findings/findings.ts';
import { formatStrings } from '../components/strings.ts';
import { strings } from './strings.ts';

/** Marks where a finding names its place, which is a button: the object replacement character. */
const PLACE = '\uFFFC';

/** Beside the color, so that it is not the only sign. */
const SIGNS = { invalid: '✕', fault: '⚠', none: '✓' } as const;

export const findingStyles = css`
  .verdict {
    gap: 4px;
  }
  .verdict .headline {
    font-size: 1.15em;
    font-weight: 600;
  }
  .verdict .rest {
    font-size: 0.87em;
    font-weight: normal;
    color: var(--vscode-descriptionForeground);
  }
  .finding,
  .verdict .none {
    max-width: 90ch;
    border-inline-start: 3px solid var(--vscode-charts-orange);
    padding-inline-start: 8px;
  }
  .finding.invalid {
    border-color: var(--vscode-charts-red);
  }
  .finding.note {
    border-color: var(--vscode-descriptionForeground);
  }
  .verdict .none {
    border-color: var(--vscode-charts-green);
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
export function verdictView(examined: Examined, choose: (layer: number) => void) {
  const { finding, headline, rest } = verdictOf(examined, formatStrings);
  const others = rest.length === 0 ? nothing : html` <span class="rest">· ${rest.join(' · ')}</span>`;
  return html`<section class="verdict" aria-label=${strings.verdict}>
    ${
      finding === null
        ? html`<div class="none headline" role="status"><span aria-hidden="true">${SIGNS.none}</span> ${headline}${others}</div>`
        : nothing
    }
    ${examined.findings.map((each) => findingView(each, each === finding ? others : null, choose))}
  </section>`;
}

/** @param others what follows the headline of the verdict; null: this is another finding */
function findingView(finding: Finding, others: unknown, choose: (layer: number) => void) {
  const severity = severityOf(finding);
  const { headline, text, advice } = findingText(finding, formatStrings, PLACE);
  // The place is within the sentence; layers are a button.
  const placed = (sentence: string) => {
    const [before = '', after = null] = sentence.split(PLACE);
    if (after === null || !('layers' in finding)) return sentence;
    const name = findingPlace(finding, formatStrings);
    return html`${before}<button
        class="place"
        title=${strings.selectLayer}
        @click=${() => choose(finding.layers[0]!)}
      >${name}</button>${after}`;
  };
  const opening =
    severity === 'note'
      ? placed(strings.note({ text: headline }))
      : html`<span aria-hidden="true">${SIGNS[severity]}</span> ${placed(headline)}`;
  return html`<div class="finding ${severity}">
    ${
      others === null
        ? html`<strong>${opening}.</strong>`
        : html`<div class="headline" role="status">${opening}${others}</div>`
    }
    ${placed(text)} <span class="muted">${advice}</span>
  </div>`;
}
