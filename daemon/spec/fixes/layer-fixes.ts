/** Quick fixes that remove a layer from its list. */
import type { ProposedFix } from '../diagnostic.ts';
import type { ArrayNode, SpecNode } from '../text/node.ts';
import { fix, removeItem } from './edits.ts';

/** Removes a layer; null if it is the only one, since a list needs one. */
export function removeLayer(text: string, list: ArrayNode | null, layer: SpecNode, type: string): ProposedFix | null {
  if (list === null || list.items.length < 2 || !list.items.includes(layer)) return null;
  return fix(`Remove "${type}"`, removeItem(text, list, layer));
}
