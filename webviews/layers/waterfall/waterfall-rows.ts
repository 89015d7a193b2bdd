import { layerLabel } from '../../../daemon/format/layer-label.ts';
import { formatNats } from '../../../daemon/format/numbers.ts';
import type { WaterfallRow } from '../../charts/bars/waterfall-places.ts';
import type { LayersResult, Training } from '../layers-data.ts';
import { strings } from '../strings.ts';

type Spread = LayersResult['base'];

/** The terms of log q(x) as rows: log π(z), the layers from data to latent, and the sum. */
export function waterfallRows({ base, layers, total }: LayersResult): readonly WaterfallRow[] {
  const end = (kind: 'base' | 'total', label: string, spread: Spread): WaterfallRow => ({
    key: kind,
    label,
    kind,
    ...places(spread),
    gain: null,
    detail: said(spread),
  });
  return [
    end('base', strings.logPi, base),
    ...layers.map((term) => ({
      key: String(term.index),
      label: layerLabel(term).trim(),
      kind: 'term' as const,
      ...places(term),
      gain: term.gain,
      detail:
        term.kind === 'log-prior' ? strings.logPriorDetail({ detail: said(term, term.gain) }) : said(term, term.gain),
    })),
    end('total', strings.logQ, total),
  ];
}

function places({ mean, p10, p90 }: Spread) {
  return { mean: mean ?? Number.NaN, p10: p10 ?? Number.NaN, p90: p90 ?? Number.NaN };
}

function said({ mean, p10, p90 }: Spread, gain: number | null = null): string {
  const nats = (value: number | null) => formatNats(value ?? Number.NaN);
  const values = { mean: nats(mean), low: nats(p10), high: nats(p90) };
  return gain === null ? strings.termDetail(values) : strings.termDetailWithGain({ ...values, gain: formatNats(gain) });
}

/** The Gaussian, the gains of the layers and the last term as rows, up to the mean of log q(x): all signs are those there. */
export function gainRows(
  { gaussianNll, layers, lastTerm, total }: LayersResult,
  training: Training | null,
): readonly WaterfallRow[] {
  const row = (key: string, label: string, kind: WaterfallRow['kind'], value: number | null, detail?: string) => ({
    key,
    label,
    kind,
    mean: value ?? Number.NaN,
    p10: null,
    p90: null,
    gain: null,
    detail: detail ?? strings.natsDetail({ value: formatNats(value ?? Number.NaN) }),
  });
  const minus = (value: number | null | undefined) => (value == null ? null : -value);
  const gainText = (value: number | null, l: number) => {
    const gain = formatNats(value ?? Number.NaN);
    const other = training?.layers[l]?.gain;
    return other == null
      ? strings.gainDetail({ gain })
      : strings.gainDetailWithTraining({ gain, training: formatNats(other) });
  };
  return [
    row('base', strings.gaussianRow, 'base', minus(gaussianNll)),
    ...layers.map((term, l) =>
      row(String(term.index), layerLabel(term).trim(), 'term', term.gain, gainText(term.gain, l)),
    ),
    ...(lastTerm === undefined ? [] : [row('last', strings[`minus.${lastTerm.kind}`], 'last', minus(lastTerm.value))]),
    row('total', strings.logQ, 'total', total.mean),
  ];
}
