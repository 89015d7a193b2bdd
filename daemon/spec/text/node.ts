/** The syntax tree of a spec: JSON values with their positions in the text. */
import type { Span } from './range.ts';

export type SpecNode = ObjectNode | ArrayNode | ScalarNode;

export interface ObjectNode extends Span {
  readonly kind: 'object';
  /** In text order; keys may repeat (the last one counts). */
  readonly members: readonly Member[];
  /** Of a large object: the member that counts for each key, so that finding one does not take as long as all. */
  readonly byKey?: ReadonlyMap<string, Member>;
}

export interface ArrayNode extends Span {
  readonly kind: 'array';
  readonly items: readonly SpecNode[];
}

export interface ScalarNode extends Span {
  readonly kind: 'string' | 'number' | 'boolean' | 'null';
  readonly value: string | number | boolean | null;
}

/** `"key": value`; the span covers both. `value` is null if the text is incomplete. */
export interface Member extends Span {
  readonly key: string;
  /** The key's token, including its quotes. */
  readonly keySpan: Span;
  readonly value: SpecNode | null;
}

/** A node and its path in the spec, e.g. `layers[0].mask`; the root's path is empty. */
export interface Place<N extends SpecNode = SpecNode> {
  readonly node: N;
  readonly path: string;
}

/** Objects of any sense have fewer members. */
const MANY = 32;

/** What `findMember` needs to know about an object with many members. */
export function indexOf(members: readonly Member[]): Pick<ObjectNode, 'byKey'> {
  if (members.length <= MANY) return {};
  return {
    byKey: new Map(members.flatMap((member) => (member.value === null ? [] : [[member.key, member] as const]))),
  };
}

/** The member that counts for `key`, or null. */
export function findMember(node: ObjectNode, key: string): Member | null {
  if (node.byKey !== undefined) return node.byKey.get(key) ?? null;
  return node.members.findLast((member) => member.key === key && member.value !== null) ?? null;
}

/** The value of `key` with its path, or null if it is absent. */
export function child(place: Place<ObjectNode>, key: string): Place | null {
  const value = findMember(place.node, key)?.value;
  return value ? { node: value, path: keyPath(place.path, key) } : null;
}

/** Longer keys are cut in paths, which every finding inside has. */
const LONGEST_KEY = 200;

export function keyPath(path: string, long: string): string {
  const key = long.length <= LONGEST_KEY ? long : `${long.slice(0, LONGEST_KEY)}…`;
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

export function itemPath(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** The plain value of a node. Objects have no prototype, so that a key such as `__proto__` is only a key. */
export function toValue(node: SpecNode): unknown {
  if (node.kind === 'array') return node.items.map(toValue);
  if (node.kind !== 'object') return node.value;
  const value: Record<string, unknown> = Object.create(null);
  for (const member of node.members) {
    if (member.value !== null) value[member.key] = toValue(member.value);
  }
  return value;
}

export function isObjectPlace(place: Place): place is Place<ObjectNode> {
  return place.node.kind === 'object';
}

export function isArrayPlace(place: Place): place is Place<ArrayNode> {
  return place.node.kind === 'array';
}

/** Where a problem with a whole object is shown: its opening brace. */
export function openingBrace(node: SpecNode): Span {
  return node.kind === 'object' || node.kind === 'array' ? { offset: node.offset, length: 1 } : node;
}
