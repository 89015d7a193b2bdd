/** The complete sum: Gaussian − gains + base term = NLL, of held-out and of training rows, and the generalization gap. */
import { css, html, nothing } from 'lit';
import { formatCount, formatEstimate, formatNats } from '../../../daemon/format/numbers.ts';
import type { meaninglessBecause } from '../../../daemon/statistics/findings/findings.ts';
import { finiteRows, mismatchLimit } from '../../../daemon/statistics/findings/sum-findings.ts';
import { formatStrings } from '../../components/strings.ts';
import type { LayersResult, Training } from '../layers-data.ts';
import { strings } from '../strings.ts';

export const sumStyles = css`
  .sum {
    align-self: start;
  }
  .sum th,
  .sum td {
    padding: 2px 18px 2px 0;
    white-space: nowrap;
  }
  .sum :is(th, td):last-child {
    padding-inline-end: 0;
  }
  .sum tbody th {
    font-weight: normal;
    color: inherit;
    white-space: normal;
  }
  .faint {
    opacity: 0.75;
  }
  .sum .nll :is(th, td) {
    border-top: 1px solid var(--vscode-descriptionForeground);
    font-weight: 600;
  }
`;

type Sum = Pick<Training, 'gaussianNll' | 'lastTerm'> & {
  readonly nll: number | null;
  readonly layers: readonly { readonly gain: number | null }[];
};

export interface Beside {
  /** null: still computed, or there is none. */
  readonly training: Training | null;
  readonly gap: Gap | null;
  /** Why the NLL says nothing about the fit, or null. */
  readonly meaningless: ReturnType<typeof meaninglessBecause>;
  readonly isComparing: boolean;
  /** Why the training rows cannot be compared, or null. */
  readonly problem: string | null;
}

export function sumView(result: LayersResult, beside: Beside) {
  const { isComparing, problem } = beside;
  return html`<section>
    ${sumTable(result, beside)} ${isComparing ? html`<div class="muted">${strings.comparing}</div>` : nothing}
    ${problem === null ? nothing : html`<fs-notice heading=${strings.comparisonFailed} text=${problem} quoted></fs-notice>`}
  </section>`;
}

function sumTable(result: LayersResult, { training, gap, meaningless }: Beside) {
  const { lastTerm, total, n, split, contextSize, covariance, dimension } = result;
  // An older daemon does not say it.
  if (lastTerm === undefined) return nothing;
  const heldOut: Sum = { ...result, lastTerm, nll: total.mean === null ? null : -total.mean };
  const sums = training === null ? [heldOut] : [heldOut, training];
  const row = (label: unknown, value: (sum: Sum) => number | null, kind = '') =>
    html`<tr class=${kind}>
      <th scope="row">${label}</th>
      ${sums.map((sum) => html`<td class="end ${meaningless === null ? '' : 'faint'}">${formatNats(value(sum) ?? Number.NaN)}</td>`)}
    </tr>`;
  const { expected } = lastTerm;
  const limit = dimension === undefined ? null : mismatchLimit(lastTerm, dimension, finiteRows(result));
  return html`<section>
    <h2>${strings[`sum.${lastTerm.kind}`]}</h2>
    <table class="sum">
      <thead>
        <tr>
          <th>${strings.nats}</th>
          <th class="end" scope="col">${formatStrings[`split.${split}`]}</th>
          ${training === null ? nothing : html`<th class="end" scope="col">${formatStrings['split.train']}</th>`}
        </tr>
      </thead>
      <tbody>
        ${row(strings.fittedGaussian, ({ gaussianNll }) => gaussianNll)}
        ${row(strings.minusGains, ({ layers }) => layers.reduce((all, { gain }) => all + (gain ?? Number.NaN), 0))}
        ${row(
          html`${strings[`plus.${lastTerm.kind}`]}
          ${expected === null ? nothing : html`<span class="muted">${expectedText(expected, limit)}</span>`}`,
          (sum) => sum.lastTerm.value,
        )}
        ${row(strings.equalsNll, ({ nll }) => nll, 'nll')}
      </tbody>
    </table>
    ${
      gap === null
        ? nothing
        : html`<div>
            <span class=${meaningless === null ? '' : 'faint'}>${strings.gap({ gap: formatEstimate(gap.mean, gap.se) })}</span>
            <span class="muted">(${meaningless === null ? strings.twoErrors : strings[`meaningless.${meaningless}`]})</span>
          </div>`
    }
    ${
      covariance === 'diagonal' && dimension !== undefined
        ? html`<div class="muted">${strings.diagonalBecause({ dimension: formatCount(dimension), rows: formatCount(n) })}</div>`
        : nothing
    }
    ${(contextSize ?? 0) > 0 ? html`<div class="muted">${strings.ignoresContext}</div>` : nothing}
  </section>`;
}

function expectedText(expected: number, limit: number | null): string {
  const value = formatNats(expected);
  return limit === null ? strings.expected({ value }) : strings.expectedAndLimit({ value, limit: formatNats(limit) });
}

export type Gap = NonNullable<LayersResult['generalizationGap']>;
