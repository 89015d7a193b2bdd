/**
 * Keys whose meaning depends on shape and position: `mask` and `order`. Their form is checked here, their meaning
 * later.
 */
import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import { shown } from '../schema/expectation.ts';
import { child, itemPath, type ObjectNode, type Place, toValue } from '../text/node.ts';
import { suggest } from '../text/suggest.ts';
import type { MaskValue, OrderValue } from './listed.ts';
import { MASK_NAMES } from './masks.ts';
import { AUTOREGRESSIVE_ORDERS, PERMUTATION_ORDERS } from './orders.ts';

export const DEFAULT_MASK = 'alternate';

/** The mask of a coupling as written, or its default if it is absent or wrong. */
export function readMask(report: Report, owner: Place<ObjectNode>): MaskValue {
  const place = child(owner, 'mask');
  if (place === null) return DEFAULT_MASK;
  if (place.node.kind === 'array') {
    const wrong = place.node.items.findIndex(
      (item) => !(item.kind === 'number' && (item.value === 0 || item.value === 1)),
    );
    if (wrong < 0) return place.node.items.map((item) => (toValue(item) === 1 ? 1 : 0));
    const item = place.node.items[wrong]!;
    const message = `mask[${wrong}] must be 0 (transformed) or 1 (kept), found ${shown(toValue(item))}`;
    report.add({ code: 'wrong-value', severity: 'error', message, span: item, path: itemPath(place.path, wrong) });
    return DEFAULT_MASK;
  }
  return readWord(report, place, 'mask', MASK_NAMES, 'a list of 0s and 1s') ?? DEFAULT_MASK;
}

/** The order of an autoregressive layer (a word) or of a rearrangement (a word or a list of indices). */
export function readOrder(
  report: Report,
  owner: Place<ObjectNode>,
  kind: 'autoregressive' | 'rearrangement',
): OrderValue {
  const place = child(owner, 'order');
  const words = kind === 'rearrangement' ? PERMUTATION_ORDERS : AUTOREGRESSIVE_ORDERS;
  if (place === null) return words[0]!;
  if (kind === 'rearrangement' && place.node.kind === 'array') return readIndices(report, place) ?? words[0]!;
  const list = kind === 'rearrangement' ? 'a list of 0-based indices' : null;
  return readWord(report, place, 'order', words, list) ?? words[0]!;
}

function readIndices(report: Report, place: Place): readonly number[] | null {
  const items = place.node.kind === 'array' ? place.node.items : [];
  const seen = new Set<number>();
  for (const [index, item] of items.entries()) {
    const value = toValue(item);
    const valid = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < items.length;
    if (valid && !seen.has(value)) {
      seen.add(value);
      continue;
    }
    const wanted = valid ? `${value} only once` : `a whole number in [0, ${items.length - 1}]`;
    const message = `order[${index}] must be ${wanted}, found ${shown(value)}${valid ? ' again' : ''}`;
    report.add({ code: 'wrong-value', severity: 'error', message, span: item, path: itemPath(place.path, index) });
    return null;
  }
  return [...seen];
}

function readWord(
  report: Report,
  place: Place,
  key: string,
  words: readonly string[],
  other: string | null,
): string | null {
  const value = toValue(place.node);
  if (typeof value === 'string' && words.includes(value)) return value;
  const guess = typeof value === 'string' ? suggest(value, words) : null;
  const known = words.map((word) => JSON.stringify(word)).join(', ');
  const hint = guess ? `; did you mean "${guess}"?` : '';
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `${key} must be ${other ? `${known} or ${other}` : `one of ${known}`}, found ${shown(value)}${hint}`,
    span: place.node,
    path: place.path,
    fixes: [guess ? fix(`Change to "${guess}"`, replace(place.node, JSON.stringify(guess))) : null],
  });
  return guess;
}
