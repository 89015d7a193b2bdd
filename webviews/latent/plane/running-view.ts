/** The log-det of one point, summed up layer by layer. */
import { html, nothing } from 'lit';
import { layerLabel } from '../../../daemon/format/layer-label.ts';
import { formatNats } from '../../../daemon/format/numbers.ts';
import '../../charts/bars/waterfall.ts';
import type { WaterfallRow } from '../../charts/bars/waterfall-places.ts';
import type { Probe } from '../latent-data.ts';
import { strings } from '../strings.ts';

/** Key of the row of a layer. */
const keyOf = (index: number) => `layer ${index}`;

/** log π(z), the log-det of each layer, and their sum, log q(x). */
export function runningRows({ base, layers, logq }: Probe): readonly WaterfallRow[] {
  const row = (
    key: string,
    label: string,
    kind: WaterfallRow['kind'],
    value: number | null,
    detail: string,
  ): WaterfallRow => ({ key, label, kind, mean: value ?? Number.NaN, p10: null, p90: null, gain: null, detail });
  const nats = (value: number | null) => strings.nats({ value: formatNats(value) });
  return [
    row('base', strings.logPi, 'base', base, nats(base)),
    ...layers.map((layer) =>
      row(
        keyOf(layer.index),
        layerLabel(layer).trim(),
        'term',
        layer.logDet,
        strings.runningDetail({ value: formatNats(layer.logDet), running: formatNats(layer.running) }),
      ),
    ),
    row('total', strings.logQ, 'total', logq, nats(logq)),
  ];
}

/**
 * @param rows of `runningRows`
 * @param stage of the slider: its layer is marked; null: there is none
 * @param show shows the stage after a layer
 */
export function runningView(
  { base, logq, layers }: Probe,
  rows: readonly WaterfallRow[],
  stage: number | null,
  show: ((stage: number) => void) | null,
) {
  const whole = stage === null ? null : Math.round(stage);
  const chosen = (event: CustomEvent<string>) => {
    const layer = layers.find(({ index }) => keyOf(index) === event.detail);
    if (layer !== undefined) show?.(layer.index + 1);
  };
  return html`<div class="muted">
      ${strings.sumOfPoint({
        base: formatNats(base),
        running: formatNats(layers.at(-1)?.running ?? 0),
        logq: formatNats(logq),
      })}
    </div>
    <fs-waterfall
      .rows=${rows}
      .selected=${whole === null || whole === 0 ? null : keyOf(whole - 1)}
      label=${strings.runningChart}
      heading=${strings.natsHeading}
      .shortHeading=${strings.natsHeading}
      @choose=${show === null ? nothing : chosen}
    ></fs-waterfall>`;
}
