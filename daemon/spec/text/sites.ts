import {
  type ArrayNode,
  child,
  isArrayPlace,
  isObjectPlace,
  itemPath,
  type ObjectNode,
  openingBrace,
  type Place,
} from './node.ts';
import type { Span } from './range.ts';

/** Finds the tokens of a layer by its path in the spec, below the object that has the layers. */
export interface Sites {
  place(path: string): Place<ObjectNode> | null;
  /** The list that contains a layer; null if it is the only layer of an `inverse`. */
  list(path: string): ArrayNode | null;
  /** The token of the layer's type. */
  typeSpan(path: string): Span;
  /** The value of a key, or the type if the key is not written. */
  keySpan(path: string, key: string): { readonly span: Span; readonly path: string };
}

/** Looks up each path on first use: a text may have far more layers than are ever needed. */
export function createSites(root: Place<ObjectNode>): Sites {
  // Paths of layers of a section start with the section.
  const prefix = root.path === '' ? '' : `${root.path}.`;
  const withinRoot = (path: string) => (path.startsWith(prefix) ? path.slice(prefix.length) : path);
  const places = new Map<string, Place<ObjectNode> | null>();
  const placeOf = (path: string): Place<ObjectNode> | null => {
    const known = places.get(path);
    if (known !== undefined) return known;
    const place = walk(root, withinRoot(path));
    places.set(path, place);
    return place;
  };
  const typeSpan = (path: string): Span => {
    const place = placeOf(path);
    if (!place) return openingBrace(root.node);
    return child(place, 'type')?.node ?? openingBrace(place.node);
  };
  return {
    place: placeOf,
    list(path) {
      const list = /^(?:(.*)\.)?layers\[\d+\]$/.exec(withinRoot(path));
      const owner = list === null ? null : list[1] === undefined ? root : placeOf(list[1]);
      const place = owner && child(owner, 'layers');
      return place && isArrayPlace(place) ? place.node : null;
    },
    typeSpan,
    keySpan(path, key) {
      const place = placeOf(path);
      const value = place ? child(place, key) : null;
      return value ? { span: value.node, path: value.path } : { span: typeSpan(path), path };
    },
  };
}

/** Follows `layers[2].layer` and the like, also below a section as in `prior.layers[2]`; null if there is no layer. */
function walk(root: Place<ObjectNode>, path: string): Place<ObjectNode> | null {
  const [, section, below] = /^(?!layers?\b)(\w+)\.(.+)$/.exec(path) ?? [];
  if (section !== undefined && below !== undefined) {
    const owner = child(root, section);
    return owner && isObjectPlace(owner) ? walk(owner, below) : null;
  }
  if (!/^(?:layer|layers\[\d+\])(?:\.(?:layer|layers\[\d+\]))*$/.test(path)) return null;
  let at = root;
  for (const step of path.split('.')) {
    const next = step === 'layer' ? child(at, 'layer') : itemOf(child(at, 'layers'), Number(step.slice(7, -1)));
    if (next === null || !isObjectPlace(next)) return null;
    at = next;
  }
  return at;
}

function itemOf(list: Place | null, index: number): Place | null {
  const node = list && isArrayPlace(list) ? list.node.items[index] : undefined;
  return list && node ? { node, path: itemPath(list.path, index) } : null;
}
