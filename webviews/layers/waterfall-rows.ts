import { layerLabel } from '../../daemon/format/layer-label.ts';
import { formatNats } from '../../daemon/format/numbers.ts';
import type { WaterfallRow } from '../charts/waterfall.ts';
import type { LayersResult } from './layers-data.ts';

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
    end('base', 'log π(z)', base),
    ...layers.map((term) => ({
      key: String(term.index),
      label: layerLabel(term).trim(),
      kind: 'term' as const,
      ...places(term),
      gain: term.gain,
      detail: `${said(term)}${term.gain === null ? '' : `, gain ${formatNats(term.gain)}`}`,
    })),
    end('total', 'log q(x)', total),
  ];
}

function places({ mean, p10, p90 }: Spread) {
  return { mean: mean ?? Number.NaN, p10: p10 ?? Number.NaN, p90: p90 ?? Number.NaN };
}

function said({ mean, p10, p90 }: Spread): string {
  const nats = (value: number | null) => formatNats(value ?? Number.NaN);
  return `mean ${nats(mean)} nats, p10 ${nats(p10)}, p90 ${nats(p90)}`;
}
