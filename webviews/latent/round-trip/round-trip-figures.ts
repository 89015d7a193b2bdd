/** How much held-out rows have changed after they were encoded and decoded, in words. */
import { html } from 'lit';
import { formatCount, formatNumber } from '../../../daemon/format/numbers.ts';
import { figures } from '../../components/figures.ts';
import { formatStrings, strings as shared } from '../../components/strings.ts';
import type { Latents } from '../latent-data.ts';
import { strings } from '../strings.ts';

type Result = Pick<Latents['result'], 'split'> & { readonly roundTrip: NonNullable<Latents['result']['roundTrip']> };

export function roundTripFigures({ roundTrip: { kind, rms, max, rows }, split }: Result) {
  const number = (value: number | null) => formatNumber(value ?? Number.NaN, 3);
  return html`${figures([
    {
      name: strings.roundTripError,
      value: number(rms),
      unit: strings.deviationsUnit,
      detail: strings.largestError({ error: number(max) }),
      definition: strings.roundTripErrorDefinition,
    },
  ])}
  <div>
    ${strings[`roundTrip.${kind}`]}
    <span class="muted">
      ${shared.rowsOfSplit({ rows: formatCount(rows), split: formatStrings[`split.${split}`] })}
    </span>
  </div>`;
}
