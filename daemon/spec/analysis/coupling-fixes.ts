/** Quick fixes of `never-transformed` and `never-seen`. */
import { traitsOf } from '../../flow/bijections/registry.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { ProposedFix } from '../diagnostic.ts';
import { fix, insertAfter, replace } from '../fixes/edits.ts';
import { removeLayer } from '../fixes/layer-fixes.ts';
import type { MaskValue } from '../resolve/listed.ts';
import { isAlternating, otherMask } from '../resolve/masks.ts';
import { child, toValue } from '../text/node.ts';
import type { Sites } from '../text/sites.ts';

export interface CouplingRemedy {
  /** In words, for the message. */
  readonly advice: string;
  readonly fixes: readonly ProposedFix[];
}

/**
 * The first fix that applies: another coupling, alternating masks, or removing a permutation that undoes alternation.
 */
export function couplingRemedy(text: string, layers: readonly FlatLayer[], sites: Sites): CouplingRemedy {
  const couplings = layers.filter((layer) => 'mask' in layer.layer.config);
  const remedy = (advice: string, found: ProposedFix | null): CouplingRemedy => ({
    advice,
    fixes: found === null ? [] : [found],
  });
  if (couplings.length === 1) {
    const added = addCoupling(text, couplings[0]!, sites);
    return added === null ? remedy(ALTERNATE, null) : remedy('Add a coupling with the other mask.', added);
  }
  const alternated = alternateMasks(couplings, sites);
  // A permutation that is alone in its repeat cannot be removed by an edit, but the advice is the same.
  return alternated === null && layers.some(isRearrangement)
    ? remedy('The permutation undoes the alternating masks: remove it.', removePermutation(text, layers, sites))
    : remedy(ALTERNATE, alternated);
}

const ALTERNATE = 'Alternate the masks or add a permutation.';

function isRearrangement({ type }: FlatLayer): boolean {
  return traitsOf(type).order === 'rearrangement';
}

/** A copy of the only coupling, with the mask that keeps what it transforms. */
function addCoupling(text: string, { path }: FlatLayer, sites: Sites): ProposedFix | null {
  const place = sites.place(path);
  if (place === null || sites.list(path) === null) return null;
  const { offset, length } = place.node;
  const mask = child(place, 'mask')?.node ?? null;
  const copy = text.slice(offset, offset + length);
  if (mask === null) return fix('Add a coupling with the other mask', insertAfter(text, place.node, copy));
  const other = JSON.stringify(otherMask(toValue(mask) as MaskValue)).replaceAll(',', ', ');
  const start = mask.offset - offset;
  const changed = copy.slice(0, start) + other + copy.slice(start + mask.length);
  return fix('Add a coupling with the other mask', insertAfter(text, place.node, changed));
}

/** Changes every fixed mask to its alternating kind; null if all alternate already. */
function alternateMasks(couplings: readonly FlatLayer[], sites: Sites): ProposedFix | null {
  const shapes = new Map<string, Shape>(couplings.map((layer) => [layer.path, layer.inputShape]));
  const changes = [...shapes].flatMap(([path, shape]) => {
    const place = sites.place(path);
    const mask = place ? child(place, 'mask') : null;
    const value = mask ? (toValue(mask.node) as MaskValue) : null;
    if (mask === null || value === null || isAlternating(value)) return [];
    return [replace(mask.node, JSON.stringify(alternatingFor(value, shape)))];
  });
  return changes.length > 0 ? fix('Alternate the masks', ...changes) : null;
}

/** A mask given as a list keeps whole channels of an image. */
function alternatingFor(mask: MaskValue, shape: Shape): string {
  if (typeof mask !== 'string') return shape.length === 3 ? 'alternate-channels' : 'alternate';
  if (mask.endsWith('-half')) return 'alternate-halves';
  return shape.length === 3 && mask.startsWith('channel') ? 'alternate-channels' : 'alternate';
}

/** If all masks alternate, a permutation between them moves the kept half back to where it is kept again. */
function removePermutation(text: string, layers: readonly FlatLayer[], sites: Sites): ProposedFix | null {
  const types = new Map(layers.filter(isRearrangement).map(({ path, type }) => [path, type]));
  const removals = [...types].map(([path, type]) => {
    const place = sites.place(path);
    return place && removeLayer(text, sites.list(path), place.node, type);
  });
  const changes = removals.flatMap((removal) => removal?.changes ?? []);
  if (changes.length === 0) return null;
  return fix(changes.length > 1 ? 'Remove the permutations' : 'Remove the permutation', ...changes);
}
