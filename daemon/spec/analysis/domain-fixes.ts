/** Quick fixes of `domain`. */
import { matchesSupport } from '../../flow/bijections/domains.ts';
import type { DomainResult, Interval } from '../../flow/definition.ts';
import type { ProposedFix } from '../diagnostic.ts';
import { removeLayer } from '../fixes/layer-fixes.ts';
import type { FlatLayer } from '../flatten-plan.ts';
import type { Sites } from '../text/sites.ts';

/** A layer, and what reaches it. */
export interface Reached {
  readonly layer: FlatLayer;
  readonly before: readonly Interval[];
}

/**
 * For a layer that does not take what reaches it: without the one before it, if that helps, or without this one.
 * @param retry this layer on other intervals
 */
export function fixesOfRefusal(
  text: string,
  sites: Sites,
  { layer }: Reached,
  previous: Reached | null,
  retry: (intervals: readonly Interval[]) => DomainResult,
): readonly (ProposedFix | null)[] {
  const cause = previous !== null && 'intervals' in retry(previous.before) ? previous.layer : null;
  return [cause && without(text, sites, cause), without(text, sites, layer)];
}

/** For a last layer whose range is not the base's support: without it, if what reaches it would be. */
export function fixesOfRange(
  text: string,
  sites: Sites,
  { layer, before }: Reached,
  support: { readonly low: number; readonly high: number },
): readonly (ProposedFix | null)[] {
  return before.every((interval) => matchesSupport(interval, support)) ? [without(text, sites, layer)] : [];
}

/** Only in the outermost list a layer stands once, and from data to latent. */
function without(text: string, sites: Sites, { path, type }: FlatLayer): ProposedFix | null {
  const place = /^layers\[\d+\]$/.test(path) ? sites.place(path) : null;
  return place && removeLayer(text, sites.list(path), place.node, type);
}
