/** The verdict on the flow in one line, and below it the findings with advice. */
import { html, nothing } from 'lit';
import { consequenceSentence, consequencesOf } from '../../../daemon/format/findings/consequence-text.ts';
import { findingPlace } from '../../../daemon/format/findings/finding-parts.ts';
import { findingText } from '../../../daemon/format/findings/finding-text.ts';
import { verdictOf } from '../../../daemon/format/findings/verdict-text.ts';
import { formatCount } from '../../../daemon/format/numbers.ts';
import { type Examined, type Finding, severityOf } from '../../../daemon/statistics/findings/findings.ts';
import { findingStrings } from '../../components/finding-strings.ts';
import { strings } from '../strings.ts';

/** Stands for the layers that a finding names, which are shown as a button: the object replacement character. */
const PLACE = '\uFFFC';

/** Beside the color, so that it is not the only sign. */
const SIGNS = { invalid: '✕', fault: '⚠', none: '✓' } as const;

/** More consequences than this are folded. */
const MOST_CONSEQUENCES = 2;

export interface Acts {
  /** Selects a layer by its index. */
  readonly choose: (layer: number) => void;
  /** Shows the weights of the best validation. */
  readonly showBest: () => void;
}

export function verdictView(examined: Examined, acts: Acts) {
  const { finding, headline, rest } = verdictOf(examined, findingStrings);
  const others = rest.map((part) => html` <span class="rest">· ${part}</span>`);
  return html`<section class="verdict" aria-label=${strings.verdict}>
    ${
      finding === null
        ? html`<div class="none headline" role="status"><span aria-hidden="true">${SIGNS.none}</span> ${headline}${others}</div>`
        : nothing
    }
    ${examined.findings.map((each) => findingView(each, each === finding ? others : null, examined, acts))}
  </section>`;
}

/** @param others what follows the headline of the verdict; null: this is another finding */
function findingView(finding: Finding, others: unknown, examined: Examined, acts: Acts) {
  const severity = severityOf(finding);
  const { headline, text, advice, more, show } = findingText(finding, findingStrings, PLACE);
  const said = (sentence: string) => withCode(sentence, (part) => placed(part, finding, acts));
  const opening =
    severity === 'note'
      ? said(strings.note({ text: headline }))
      : html`<span aria-hidden="true">${SIGNS[severity]}</span> ${said(headline)}`;
  const best =
    show === null
      ? nothing
      : html`<button class="link" @click=${acts.showBest}>${findingStrings.showBest({ step: formatCount(show) })}</button>. `;
  return html`<div class="finding ${severity}">
    ${
      others === null
        ? html`<strong>${opening}.</strong>`
        : html`<div class="headline" role="status">${opening}${others}</div>`
    }
    ${said(text)}
    ${advice === '' && show === null ? nothing : html`<strong>${findingStrings.next}</strong> ${best}${said(advice)}`}
    ${more === '' ? nothing : html`<details class="more"><summary>${findingStrings.moreOptions}</summary>${said(more)}</details>`}
    ${consequencesView(finding, consequencesOf(examined, finding, findingStrings))}
  </div>`;
}

function consequencesView(finding: Finding, consequences: readonly string[]) {
  if (consequences.length === 0) return nothing;
  const count = consequences.length;
  if (count <= MOST_CONSEQUENCES) {
    return html`<div class="muted">${consequenceSentence(finding, consequences, findingStrings)}</div>`;
  }
  return html`<details class="more">
    <summary>${findingStrings.consequenceCount({ count })}</summary>
    <ul>
      ${consequences.map((consequence) => html`<li>${consequence}</li>`)}
    </ul>
  </details>`;
}

/** Layers are a button within the sentence. */
function placed(sentence: string, finding: Finding, { choose }: Acts) {
  const [before = '', after = null] = sentence.split(PLACE);
  if (after === null || !('layers' in finding)) return sentence;
  const name = findingPlace(finding, findingStrings);
  return html`${before}<button class="link" title=${strings.selectLayer} @click=${() => choose(finding.layers[0]!)}>${name}</button
    >${after}`;
}

/** Shows text between backticks as code that does not break across lines. @param other shows the rest */
function withCode(sentence: string, other: (text: string) => unknown) {
  return sentence.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : other(part)));
}
