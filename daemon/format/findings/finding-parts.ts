/** Helpers shared by the texts of findings. */
import type { LayerFinding } from '../../statistics/findings/layer-findings.ts';
import { formatCount, formatError, formatNumber } from '../numbers.ts';
import { ENGLISH, type FormatStrings } from '../strings.ts';

/** Keys and values of a spec are between backticks. */
export interface FindingText {
  /** The finding in a few words. */
  readonly headline: string;
  /** What it means, with the deciding values. May be empty. */
  readonly text: string;
  /** What to do about it: at most two actions. May be empty. */
  readonly advice: string;
  /** What else may help. May be empty. */
  readonly more: string;
  /** The step of the best validation, where showing its weights is the first thing to do. */
  readonly show: number | null;
}

/** The texts of a finding, of which some may be absent. */
export function texts(headline: string, rest: Partial<Omit<FindingText, 'headline'>>): FindingText {
  return { headline, text: '', advice: '', more: '', show: null, ...rest };
}

/** What to do first, in plain text: `Show step 40 (best). Train again with more rows.` */
export function adviceText({ show, advice }: FindingText, strings: FormatStrings = ENGLISH): string {
  const shown = show === null ? [] : [`${strings.showBest({ step: formatCount(show) })}.`];
  return plainText([...shown, advice].filter((sentence) => sentence !== '').join(' '));
}

/** Without backticks, for output that has no other font. */
export function plainText(text: string): string {
  return text.replaceAll('`', '');
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
  const place = layerNumbers(layers, strings);
  return layers.length > 1 ? strings.layers({ layers: place }) : strings.layer({ layers: place });
}

/** `3`, `0–2, 5`, `1, 4, 7, 10, 20 more`. @param layers ascending */
export function layerNumbers(layers: readonly number[], strings: FormatStrings): string {
  const parts: [number, number][] = [];
  for (const layer of layers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === layer - 1) last[1] = layer;
    else parts.push([layer, layer]);
  }
  const places = parts.slice(0, MOST_NAMED).map(([from, to]) => {
    return from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`;
  });
  const rest = parts.slice(MOST_NAMED).reduce((count, [from, to]) => count + to - from + 1, 0);
  return [...places, ...(rest > 0 ? [strings.moreNames({ count: rest })] : [])].join(', ');
}

/** `0.3`, `2.0e6`. */
export function errorText(error: number): string {
  return error >= 0.01 && error < 1e4 ? formatNumber(error, 2) : formatError(error);
}

/** `67.5`. */
export function percentText(share: number | null): string {
  return (100 * (share ?? 0)).toFixed(1);
}
