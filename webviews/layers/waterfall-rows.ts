import { layerLabel } from '../../daemon/format/layer-label.ts';
import { formatNats } from '../../daemon/format/numbers.ts';
import type { WaterfallRow } from '../charts/bars/waterfall-places.ts';
import type { LayersResult } from './layers-data.ts';
import { strings } from './strings.ts';

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
      detail: said(term, term.gain),
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
