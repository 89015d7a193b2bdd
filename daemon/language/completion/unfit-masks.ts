import { maskNamesFor } from '../../spec/resolve/masks.ts';
import { child, isObjectPlace, type SpecNode } from '../../spec/text/node.ts';

/** Sources whose rows are images until a `flatten`. */
const OF_IMAGES: readonly string[] = ['idx', 'cifar', 'images'];

/** Mask names for images if the spec's data are rows of numbers; empty if the source is not known. */
export function unfitMasks(root: SpecNode | null): ReadonlySet<string> {
  const source = sourceOf(root);
  if (source === null || OF_IMAGES.includes(source)) return NONE;
  return FOR_IMAGES_ONLY;
}

const NONE: ReadonlySet<string> = new Set();
const FOR_VECTORS = maskNamesFor([2]);
const FOR_IMAGES_ONLY: ReadonlySet<string> = new Set(
  maskNamesFor([2, 2, 1]).filter((name) => !FOR_VECTORS.includes(name)),
);

function sourceOf(root: SpecNode | null): string | null {
  const place = root && { node: root, path: '' };
  const data = place && isObjectPlace(place) ? child(place, 'data') : null;
  const source = data && isObjectPlace(data) ? child(data, 'source')?.node : null;
  return source?.kind === 'string' ? String(source.value) : null;
}
