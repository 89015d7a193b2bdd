/** Images only: how the NLL of the flow becomes the bits/dim of the integers, one row for each step that prepares them. */
import { html, nothing } from 'lit';
import { formatNats } from '../../../daemon/format/numbers.ts';
import type { LayersResult } from '../layers-data.ts';
import { strings } from '../strings.ts';

export function ledgerView({ ledger }: Pick<LayersResult, 'ledger'>) {
  if (ledger === undefined) return nothing;
  const { rows, total } = ledger;
  const row = (label: string, { nats, bitsPerDim }: typeof total, kind = '') =>
    html`<tr class=${kind}>
      <th scope="row">${label}</th>
      ${[nats, bitsPerDim].map((value) => html`<td class="end">${formatNats(value ?? Number.NaN)}</td>`)}
    </tr>`;
  return html`<section>
    <h2>${strings.ledger}</h2>
    <table class="sum" id="ledger">
      <thead>
        <tr>
          <td></td>
          <th class="end" scope="col">${strings.nats}</th>
          <th class="end" scope="col">${strings.bitsPerDim}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((each) => row(each.index === null ? strings.ledgerFlow : strings.ledgerStep({ step: each.type }), each))}
        ${row(strings.equalsNll, total, 'nll')}
      </tbody>
    </table>
    <div class="muted help">${strings.ledgerHelp}</div>
  </section>`;
}
