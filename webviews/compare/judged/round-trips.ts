/** Rows of each run beside what they are after they were encoded and decoded. */
import { html, nothing } from 'lit';
import '../../charts/cells/image-grid.ts';
import { around } from '../../charts/plane/plane-points.ts';
import '../../charts/plane/scatter.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { strings } from '../strings.ts';
import type { Judged, Pairs } from './judge-run.ts';

/** @param judged in the order of the runs @param name of a run, as short as it can be */
export function roundTrips(
  runs: readonly RunInfo[],
  judged: readonly (Judged | null)[],
  name: (run: RunInfo) => string,
) {
  const pairs = judged.map((found) => found?.pairs ?? null);
  if (pairs.every((own) => own === null)) return nothing;
  const hasImages = pairs.some((own) => own?.kind === 'images');
  const hasPoints = pairs.some((own) => own?.kind === 'points');
  return html`<section>
    <h2>${strings.roundTrips}</h2>
    ${hasImages ? html`<div class="muted">${strings.roundTripImages}</div>` : nothing}
    ${hasPoints ? LEGEND : nothing}
    <div class="pictures">
      ${runs.map((run, i) => {
        const own = pairs[i];
        if (judged[i] == null) return nothing;
        return html`<div>
          <h3><span class="key c${i % 6}"></span> <span translate="no">${name(run)}</span></h3>
          ${own == null ? html`<div class="muted">${strings.noEncoder}</div>` : picture(own, strings.roundTripOf({ run: name(run) }))}
        </div>`;
      })}
    </div>
  </section>`;
}

const LEGEND = html`<div class="legend">
  <span><span class="dot data"></span>${strings.dataDots}</span><span><span class="dot"></span>${strings.decodedRow}</span>
</div>`;

function picture(pairs: Pairs, label: string) {
  if (pairs.kind === 'images') {
    return html`<fs-image-grid .images=${pairs.images} .columns=${pairs.columns} label=${label}></fs-image-grid>`;
  }
  const rows = { values: pairs.rows, color: 1, name: strings.row, halo: true };
  const decoded = { values: pairs.decoded, color: 0, name: strings.decodedRow };
  return html`<fs-scatter
    .sets=${[rows, decoded]}
    .extent=${around([rows])}
    .columns=${pairs.columns}
    label=${label}
  ></fs-scatter>`;
}
