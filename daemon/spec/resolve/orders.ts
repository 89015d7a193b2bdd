import { randomStream } from '../../random/random-stream.ts';
import type { OrderValue } from './listed.ts';
import { type AlternateCounters, countUse } from './masks.ts';
import type { SharedLists } from './shared-lists.ts';

export const AUTOREGRESSIVE_ORDERS: readonly string[] = ['alternate', 'natural', 'reverse', 'random'];
export const PERMUTATION_ORDERS: readonly string[] = ['reverse', 'random'];

/** What random orders depend on: a seed, the layer's position and its turn; never on the data. */
export interface OrderSite {
  readonly seed: number;
  readonly path: string;
  readonly turn: readonly number[];
}

/**
 * Autoregressive order of `dimension` dimensions: entry d is the position of dimension d, 0-based.
 * `alternate` is natural, reversed, natural … with its own counter.
 */
export function autoregressiveOrder(
  value: string,
  dimension: number,
  site: OrderSite,
  counters: AlternateCounters,
  shared: SharedLists,
): readonly number[] {
  if (value === 'random') return randomOrder(dimension, site);
  const reversed = value === 'reverse' || (value === 'alternate' && countUse(counters, 'order:alternate') % 2 === 1);
  return reversed ? reverseOrder(dimension, shared) : shared.get(`order|${dimension}`, () => ascending(dimension));
}

/** Order of a permutation of `dimension` entries: output j is input order[j]. */
export function permutationOrder(
  value: OrderValue,
  dimension: number,
  site: OrderSite,
  shared: SharedLists,
): { readonly order: readonly number[] } | { readonly problem: string } {
  if (typeof value === 'string') {
    return { order: value === 'random' ? randomOrder(dimension, site) : reverseOrder(dimension, shared) };
  }
  const present = new Set(value);
  if (value.length !== dimension) {
    return { problem: `order needs ${dimension} entries, one per dimension, found ${value.length}` };
  }
  const missing = ascending(dimension).find((d) => !present.has(d));
  if (missing !== undefined) {
    return { problem: `order must hold each of 0 … ${dimension - 1} once; ${missing} is missing` };
  }
  return { order: value };
}

function ascending(dimension: number): readonly number[] {
  return Array.from({ length: dimension }, (_, d) => d);
}

function reverseOrder(dimension: number, shared: SharedLists): readonly number[] {
  return shared.get(`reverse|${dimension}`, () => ascending(dimension).toReversed());
}

function randomOrder(dimension: number, site: OrderSite): readonly number[] {
  return [...randomStream(site.seed, 'order', site.path, ...site.turn).permutation(dimension)];
}
