import { randomStream } from '../../random/random-stream.ts';
import type { OrderValue } from './listed.ts';
import { type AlternateCounters, countUse } from './masks.ts';

export const AUTOREGRESSIVE_ORDERS: readonly string[] = ['alternate', 'natural', 'reverse', 'random'];
export const PERMUTATION_ORDERS: readonly string[] = ['reverse', 'random'];

/** What random orders depend on: a seed, the layer's place and its turn; never on the data. */
export interface OrderSite {
  readonly seed: number;
  readonly path: string;
  readonly turn: readonly number[];
}

/**
 * Autoregressive order of `dimension` dimensions: entry d is the position of dimension d, 0-based.
 * `alternate` is natural, reversed, natural … by its own counter.
 */
export function autoregressiveOrder(
  value: string,
  dimension: number,
  site: OrderSite,
  counters: AlternateCounters,
): readonly number[] {
  if (value === 'random') return randomOrder(dimension, site);
  const reversed = value === 'reverse' || (value === 'alternate' && countUse(counters, 'order:alternate') % 2 === 1);
  return Array.from({ length: dimension }, (_, d) => (reversed ? dimension - 1 - d : d));
}

/** Order of a permutation of `dimension` entries: output j is input order[j]. */
export function permutationOrder(
  value: OrderValue,
  dimension: number,
  site: OrderSite,
): { readonly order: readonly number[] } | { readonly problem: string } {
  if (typeof value === 'string') {
    const reverse = () => Array.from({ length: dimension }, (_, d) => dimension - 1 - d);
    return { order: value === 'random' ? randomOrder(dimension, site) : reverse() };
  }
  const present = new Set(value);
  if (value.length !== dimension) {
    return { problem: `order needs ${dimension} entries, one per dimension, found ${value.length}` };
  }
  const missing = Array.from({ length: dimension }, (_, d) => d).find((d) => !present.has(d));
  if (missing !== undefined) {
    return { problem: `order must hold each of 0 … ${dimension - 1} once; ${missing} is missing` };
  }
  return { order: value };
}

function randomOrder(dimension: number, site: OrderSite): readonly number[] {
  return [...randomStream(site.seed, 'order', site.path, ...site.turn).permutation(dimension)];
}
