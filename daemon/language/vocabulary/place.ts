import type { JsonSchema } from '../../spec/schema/json-schema.ts';
import type { ObjectNode, SpecNode } from '../../spec/text/node.ts';
import type { SpecDocument } from '../../spec/text/parse.ts';
import type { Container, Cursor } from '../text/cursor.ts';
import { into, narrow, rootView, type SchemaView } from './schema-view.ts';

/** The innermost container at a cursor, as the language sees it. */
export interface LanguagePlace {
  /** The schema of specs of this model. */
  readonly root: JsonSchema;
  readonly container: Container;
  /** Its node, if the parser has one; it includes the members after the cursor. */
  readonly node: SpecNode | null;
  /** What the container may be; objects are narrowed by their `type` or `source`. */
  readonly view: SchemaView;
  /** What the container may be, regardless of its `type`. */
  readonly choices: SchemaView;
}

/**
 * null outside all brackets.
 * @param schemaOf the schema of specs of a model, as written; null: not written
 */
export function placeOf(
  schemaOf: (model: string | null) => JsonSchema,
  document: SpecDocument,
  { containers }: Cursor,
): LanguagePlace | null {
  const [outermost] = containers;
  const root = schemaOf(outermost ? (textsOf(outermost, document.root)('model') ?? null) : null);
  let choices = rootView(root);
  let node: SpecNode | null = document.root;
  let place: LanguagePlace | null = null;
  for (const container of containers) {
    if (place !== null) choices = into(root, place.view, container.step!);
    node = startingAt(node ?? document.root, container.offset);
    const view = container.kind === 'object' ? narrow(choices, textsOf(container, node)) : choices.filter(isList);
    place = { root, container, node, view, choices };
  }
  return place;
}

/** Whether a value there is the name of the spec's model. @param step from the container to the value */
export function isModel({ container }: LanguagePlace, step: string | number | null): boolean {
  return container.step === null && step === 'model';
}

function isList({ schema }: SchemaView[number]): boolean {
  return schema.type === 'array';
}

/** Plain texts among an object's members: of the whole object if the parser has it, else of those before the cursor. */
export function textsOf(container: Container, node: SpecNode | null): (key: string) => string | undefined {
  return (key) => {
    const member = node?.kind === 'object' ? node.members.findLast((found) => found.key === key) : undefined;
    if (member?.value?.kind === 'string') return String(member.value.value);
    return container.texts.get(key);
  };
}

/** The object or list that begins at `offset`, at or below `node`. */
function startingAt(node: SpecNode | null, offset: number): SpecNode | null {
  if (node === null) return null;
  if (node.offset === offset && (node.kind === 'object' || node.kind === 'array')) return node;
  for (const inside of childrenOf(node)) {
    if (offset < inside.offset || offset >= inside.offset + inside.length) continue;
    const found = startingAt(inside, offset);
    if (found !== null) return found;
  }
  return null;
}

function childrenOf(node: SpecNode): readonly SpecNode[] {
  if (node.kind === 'array') return node.items;
  if (node.kind === 'object') return valuesOf(node);
  return [];
}

function valuesOf(node: ObjectNode): readonly SpecNode[] {
  return node.members.flatMap(({ value }) => (value === null ? [] : [value]));
}
