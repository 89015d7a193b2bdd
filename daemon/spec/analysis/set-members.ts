/** Keys of an object in a spec that advice and fixes set. */
import type { ColumnLabel } from '../../data/doubts/define-doubt.ts';
import type { Change } from '../diagnostic.ts';
import { setMember } from '../fixes/edits.ts';
import { findMember, type ObjectNode, toValue } from '../text/node.ts';

export interface Member {
  readonly key: string;
  readonly value: unknown;
}

/** Edits at one place are one edit: several new members follow the last one. */
export function setMembers(text: string, object: ObjectNode, members: readonly Member[]): readonly Change[] {
  return members.map(({ key, value }) => setMember(text, object, key, JSON.stringify(value)));
}

export function settingsText(keys: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(keys);
  const removed = entries.flatMap(([key, value]) => (value === undefined ? [`"${key}"`] : []));
  const set = entries.flatMap(([key, value]) => (value === undefined ? [] : [memberText({ key, value })]));
  return `${set.join(' and ')}${removed.length === 0 ? '' : ` instead of ${removed.join(' and ')}`}`;
}

/** A longer list of columns is described. */
export const LONGEST_LIST = 160;
/** A longer value is only in the fix. */
const LONGEST = 400;

export function membersText(members: readonly Member[]): string {
  const text = members.map(memberText).join(' and ');
  return text.length <= LONGEST ? text : `${members.map(({ key }) => `"${key}"`).join(' and ')} as the quick fix does`;
}

/** Sizes to set besides. */
export function alsoText(sizes: readonly Member[]): string {
  return sizes.map((size) => ` and set ${memberText(size)}`).join('');
}

export function memberText({ key, value }: Member): string {
  return `"${key}": ${JSON.stringify(value)}`;
}

export function listText(values: readonly ColumnLabel[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}

export function memberValue(object: ObjectNode, key: string): unknown {
  const value = findMember(object, key)?.value;
  return value ? toValue(value) : undefined;
}
