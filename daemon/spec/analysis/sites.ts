import {
  child,
  isArrayPlace,
  isObjectPlace,
  itemPath,
  type ObjectNode,
  openingBrace,
  type Place,
} from '../text/node.ts';
import type { Span } from '../text/range.ts';

/** Finds the tokens of a layer by its path in the source. */
export interface Sites {
  place(path: string): Place<ObjectNode> | null;
  /** The token of the layer's type. */
  typeSpan(path: string): Span;
  /** The value of a key, or the type where the key is not written. */
  keySpan(path: string, key: string): { readonly span: Span; readonly path: string };
}

export function createSites(root: Place<ObjectNode>): Sites {
  const places = new Map<string, Place<ObjectNode>>();
  collect(root, places);
  const typeSpan = (path: string): Span => {
    const place = places.get(path);
    if (!place) return openingBrace(root.node);
    return child(place, 'type')?.node ?? openingBrace(place.node);
  };
  return {
    place: (path) => places.get(path) ?? null,
    typeSpan,
    keySpan(path, key) {
      const place = places.get(path);
      const value = place ? child(place, key) : null;
      return value ? { span: value.node, path: value.path } : { span: typeSpan(path), path };
    },
  };
}

function collect(owner: Place<ObjectNode>, places: Map<string, Place<ObjectNode>>): void {
  const single = child(owner, 'layer');
  const list = child(owner, 'layers');
  const inside: Place[] = single ? [single] : [];
  if (list && isArrayPlace(list)) {
    inside.push(...list.node.items.map((node, index) => ({ node, path: itemPath(list.path, index) })));
  }
  for (const place of inside) {
    if (!isObjectPlace(place)) continue;
    places.set(place.path, place);
    collect(place, places);
  }
}
