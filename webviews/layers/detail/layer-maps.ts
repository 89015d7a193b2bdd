/** A layer of images: what it does to each element, as one map for each channel. */
import { css, html, nothing } from 'lit';
import type { ArrayValues } from '../../../protocol/array-values.ts';
import '../../charts/cells/heat-map.ts';
import type { Detail } from '../layers-data.ts';
import { strings } from '../strings.ts';

export const mapStyles = css`
  .maps {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
    gap: 12px 20px;
  }
  .channels {
    grid-template-columns: repeat(auto-fill, minmax(min(150px, 100%), 1fr));
    gap: 8px 12px;
  }
  .map {
    max-width: 380px;
  }
`;

/** Channels shown at most of each quantity. */
const MOST_CHANNELS = 12;

interface Quantity {
  readonly title: string;
  readonly shape: readonly number[];
  readonly values: ArrayValues;
  readonly map: 'sequential' | 'diverging';
}

export function layerMaps({ input, output, affine, logDets }: Detail) {
  const quantities: Quantity[] = [
    { title: strings.inputMean, shape: input.shape, values: input.mean, map: 'sequential' },
    { title: strings.outputMean, shape: output.shape, values: output.mean, map: 'sequential' },
    { title: strings.outputDeviation, shape: output.shape, values: output.std, map: 'sequential' },
    ...(logDets === null
      ? []
      : [{ title: strings.logDetMean, shape: input.shape, values: logDets.mean, map: 'diverging' as const }]),
    ...(affine === null
      ? []
      : [
          { title: strings.scaleMean, shape: input.shape, values: affine.scale.mean, map: 'diverging' as const },
          { title: strings.shiftMean, shape: input.shape, values: affine.shift.mean, map: 'diverging' as const },
        ]),
  ];
  const single = quantities.filter(({ shape }) => shape[2] === 1);
  return html`<div class="maps">${single.map((quantity) => mapView(quantity, 0, quantity.title))}</div>
    ${quantities.filter(({ shape }) => shape[2] !== 1).map(channelsView)}`;
}

function channelsView(quantity: Quantity) {
  const { title } = quantity;
  const own = channelsOf(quantity);
  const shown = own.slice(0, MOST_CHANNELS);
  if (own.length === 0) return nothing;
  return html`<div>
    <h3>${title}</h3>
    <div class="maps channels">
      ${shown.map((channel) => mapView(quantity, channel, strings.channelOf({ map: title, channel }), strings.channel({ channel })))}
    </div>
    ${own.length > shown.length ? html`<div class="muted">${strings.moreChannels({ count: own.length - shown.length })}</div>` : nothing}
  </div>`;
}

/** Without the channels that a coupling keeps: they have no scale, and add nothing to the log-det. */
function channelsOf({ shape, values, map }: Quantity): number[] {
  const [height = 1, width = 1, channels = 1] = shape;
  const all = Array.from({ length: channels }, (_, channel) => channel);
  if (map === 'sequential') return all;
  return all.filter((channel) =>
    Array.from({ length: height * width }, (_, i) => values[i * channels + channel]!).some(
      (value) => !Number.isNaN(value) && value !== 0,
    ),
  );
}

function mapView({ shape, values, map }: Quantity, channel: number, label: string, title = label) {
  const [height = 1, width = 1, channels = 1] = shape;
  const matrix = {
    rows: height,
    columns: width,
    values: Float64Array.from({ length: height * width }, (_, i) => values[i * channels + channel]!),
  };
  return html`<div class="map">
    <h3>${title}</h3>
    <fs-heat-map .matrix=${matrix} map=${map} label=${label}></fs-heat-map>
  </div>`;
}
