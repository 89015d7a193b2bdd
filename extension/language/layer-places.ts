/** Positions of the layers in the text of a spec. */
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';

export interface LayerPlace {
  /** As in results: `layers[0].layers[1]`. */
  readonly path: string;
  readonly type: string;
  /** Start of the layer's object, UTF-16 units. */
  readonly offset: number;
  readonly length: number;
}

/** All layers in the order of the text, also of flows of latents; a layer comes before the layers inside it. */
export function layerPlaces(text: string): readonly LayerPlace[] {
  const root = parseTree(text);
  if (root === undefined) return [];
  const sections = (root.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    value?.type === 'object' && typeof key?.value === 'string' ? within(value, key.value) : [],
  );
  return [...within(root, ''), ...sections].sort((a, b) => a.offset - b.offset);
}

/** The innermost layer around an offset; null: none. */
export function layerAtOffset(text: string, offset: number): string | null {
  const around = layerPlaces(text).filter((place) => place.offset <= offset && offset <= place.offset + place.length);
  return around.at(-1)?.path ?? null;
}

/** The offset of a layer; null if it does not exist. */
export function layerOffset(text: string, path: string): number | null {
  const root = parseTree(text);
  if (root === undefined) return null;
  const segments = [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
  return findNodeAtLocation(root, segments)?.offset ?? null;
}

function within(object: Node, path: string): readonly LayerPlace[] {
  const prefix = path === '' ? '' : `${path}.`;
  const list = findNodeAtLocation(object, ['layers']);
  const single = findNodeAtLocation(object, ['layer']);
  return [
    ...(list?.type === 'array'
      ? (list.children ?? []).flatMap((node, i) => layerAt(node, `${prefix}layers[${i}]`))
      : []),
    ...(single === undefined ? [] : layerAt(single, `${prefix}layer`)),
  ];
}

function layerAt(node: Node, path: string): readonly LayerPlace[] {
  if (node.type !== 'object') return [];
  const type: unknown = findNodeAtLocation(node, ['type'])?.value;
  return [
    { path, type: typeof type === 'string' ? type : '', offset: node.offset, length: node.length },
    ...within(node, path),
  ];
}
