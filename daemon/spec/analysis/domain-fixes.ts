/** Quick fixes of `domain`. */

import type { FlatLayer } from '../../flow/flatten-plan.ts';
import { sameShape } from '../../tensor/tensor.ts';
import type { ProposedFix } from '../diagnostic.ts';
import { removeLayer } from '../fixes/layer-fixes.ts';
import type { Sites } from '../text/sites.ts';

/**
 * Fixes that remove one of these layers, if that helps: all remaining layers then accept their inputs. Layers that
 * change the shape are kept; only layers of the outermost list are considered, since there a layer occurs once, data →
 * latent.
 * @param helps whether the remaining layers have no problem
 */
export async function removals(
  text: string,
  sites: Sites,
  layers: readonly FlatLayer[],
  candidates: readonly (FlatLayer | null)[],
  helps: (left: readonly FlatLayer[]) => Promise<boolean>,
): Promise<readonly (ProposedFix | null)[]> {
  const fixes: (ProposedFix | null)[] = [];
  for (const candidate of candidates) {
    if (candidate === null || !/^layers\[\d+\]$/.test(candidate.path)) continue;
    if (!sameShape(candidate.inputShape, candidate.outputShape)) continue;
    const place = sites.place(candidate.path);
    if (place === null || !(await helps(layers.filter((layer) => layer !== candidate)))) continue;
    fixes.push(removeLayer(text, sites.list(candidate.path), place.node, candidate.type));
  }
  return fixes;
}
