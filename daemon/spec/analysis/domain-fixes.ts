/** Quick fixes of `domain`. */
import type { ProposedFix } from '../diagnostic.ts';
import { removeLayer } from '../fixes/layer-fixes.ts';
import type { FlatLayer } from '../flatten-plan.ts';
import { sameShape } from '../resolve/shape-text.ts';
import type { Sites } from '../text/sites.ts';

/**
 * Without one of these layers, where that helps: all layers that are left take what reaches them. Layers that change the
 * shape stay, and only in the outermost list a layer stands once, and from data to latent.
 * @param helps whether nothing is wrong with the layers that are left
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
