/** Text changes for quick fixes. */
import type { Change, ProposedFix } from '../diagnostic.ts';
import { type ArrayNode, findMember, type Member, type ObjectNode, type SpecNode } from '../text/node.ts';
import type { Span } from '../text/range.ts';

export function replace(span: Span, newText: string): Change {
  return { offset: span.offset, length: span.length, newText };
}

export function fix(title: string, ...changes: readonly Change[]): ProposedFix {
  return { title, changes };
}

/** Removes a member from its object, with one comma and the blank space beside it. Other lines stay unchanged. */
export function removeMember(text: string, object: ObjectNode, member: Member): Change {
  return removeFrom(text, object.members, member);
}

/** Removes an item from its list, like a member from an object. */
export function removeItem(text: string, array: ArrayNode, item: SpecNode): Change {
  return removeFrom(text, array.items, item);
}

function removeFrom(text: string, siblings: readonly Span[], member: Span): Change {
  const index = indexAt(siblings, member.offset);
  const end = member.offset + member.length;
  const comma = afterComma(text, end);
  const previous = siblings[index - 1];
  const next = siblings[index + 1];
  const start = previous ? previous.offset + previous.length : member.offset;
  const afterPrevious = { offset: start, length: end - start, newText: '' };
  if (comma === null) return afterPrevious;
  const closesLine = text.slice(comma, next?.offset).includes('\n');
  const isBehindOther = /^[ \t]*,[ \t]*$/.test(text.slice(start, member.offset));
  if (closesLine && isBehindOther) return afterPrevious;
  const until = next ? Math.min(next.offset, comma + spaceLength(text, comma)) : comma;
  return { offset: member.offset, length: until - member.offset, newText: '' };
}

/** The index of the span that begins at `offset`; spans are in text order. */
function indexAt(spans: readonly Span[], offset: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Sets `key` to `value` (JSON text): replaces the existing value or adds a member at the end, on a separate line if
 * the last one is on one.
 */
export function setMember(text: string, object: ObjectNode, key: string, value: string): Change {
  const member = findMember(object, key);
  if (member?.value) return replace(member.value, value);
  const last = object.members[object.members.length - 1];
  if (!last) return { offset: object.offset + 1, length: 0, newText: ` ${JSON.stringify(key)}: ${value} ` };
  return {
    offset: last.offset + last.length,
    length: 0,
    newText: `,${spaceBefore(text, last)}${JSON.stringify(key)}: ${value}`,
  };
}

/** Adds a member (value as JSON text) before all others, on a separate line if the first one is on one. */
export function addFirst(text: string, object: ObjectNode, key: string, value: string): Change {
  const first = object.members[0];
  if (!first) return setMember(text, object, key, value);
  const member = `${JSON.stringify(key)}: ${value},`;
  return { offset: first.offset, length: 0, newText: `${member}${spaceBefore(text, first)}` };
}

/** Inserts an item (JSON text) before all others. */
export function insertFirst(text: string, array: ArrayNode, item: string): Change {
  const first = array.items[0];
  if (!first) return { offset: array.offset + 1, length: 0, newText: item };
  const between = text.slice(array.offset + 1, first.offset);
  const space = /^\s*$/.test(between) && between.includes('\n') ? between : ' ';
  return { offset: first.offset, length: 0, newText: `${item},${space}` };
}

/** Inserts an item (JSON text) after another, on a separate line if that one is on one. */
export function insertAfter(text: string, item: SpecNode, added: string): Change {
  return { offset: item.offset + item.length, length: 0, newText: `,${spaceBefore(text, item)}${added}` };
}

/** A line break and indentation if `item` begins its line, else one blank. */
function spaceBefore(text: string, item: Span): string {
  return /\r?\n[ \t]*$/.exec(text.slice(Math.max(0, item.offset - 1000), item.offset))?.[0] ?? ' ';
}

/** Offset after the comma that follows `end`, or null if there is none. Skips comments in between. */
function afterComma(text: string, end: number): number | null {
  const at = end + spaceLength(text, end);
  return text[at] === ',' ? at + 1 : null;
}

function spaceLength(text: string, offset: number): number {
  return /^\s*/.exec(text.slice(offset, offset + 10_000))![0].length;
}
