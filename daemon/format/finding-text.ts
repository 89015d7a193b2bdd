/** Describes findings about layers, with advice. */
import type { LayerFinding } from '../statistics/layer-findings.ts';
import { formatError } from './numbers.ts';
import { ENGLISH, type FormatStrings } from './strings.ts';

export interface FindingText {
  /** The finding. */
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
}

export function findingText({ kind, worst }: LayerFinding, strings: FormatStrings = ENGLISH): FindingText {
  switch (kind) {
    case 'inexact': {
      const text = worst === null ? strings.inexact : strings.inexactBy({ error: formatError(worst) });
      return { text, advice: strings.inexactAdvice };
    }
    case 'dead':
      return { text: strings.dead, advice: strings.deadAdvice };
    case 'single-dimension':
      return { text: strings.singleDimension, advice: strings.singleDimensionAdvice };
    case 'outside-bound':
      return {
        text: strings.outsideBound({ share: (100 * (worst ?? 0)).toFixed(1) }),
        advice: strings.outsideBoundAdvice,
      };
    case 'cancelled':
      return { text: strings.cancelled, advice: strings.cancelledAdvice };
  }
}

/** `Layer 3`, `Layers 0–2, 5`. */
export function findingPlace({ layers }: Pick<LayerFinding, 'layers'>, strings: FormatStrings = ENGLISH): string {
  const parts: [number, number][] = [];
  for (const layer of layers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === layer - 1) last[1] = layer;
    else parts.push([layer, layer]);
  }
  const places = parts
    .map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`))
    .join(', ');
  return layers.length > 1 ? strings.layers({ layers: places }) : strings.layer({ layers: places });
}
