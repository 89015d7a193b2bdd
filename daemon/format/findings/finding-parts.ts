/** What the texts of findings have in common. */
import type { LayerFinding } from '../../statistics/findings/layer-findings.ts';
import { ENGLISH, type FormatStrings } from '../strings.ts';

export interface FindingText {
  /** The finding in a few words. */
  readonly headline: string;
  /** What it means, with the deciding values. May be empty. */
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
}

/** More names than this are counted. */
const MOST_NAMED = 4;

export function listed(names: readonly string[], separator: string, strings: FormatStrings): string {
  const rest = names.length - MOST_NAMED;
  const more = rest > 0 ? [strings.moreColumns({ count: rest })] : [];
  return [...names.slice(0, MOST_NAMED), ...more].join(separator);
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
