import type { JsonSchema } from '../../spec/schema/json-schema.ts';

/** One possibility for a value, with the name of its definition (`layer`, `base`, …). */
export interface SchemaOption {
  readonly schema: JsonSchema;
  readonly definition: string | null;
}

/** All possibilities for one place. */
export type SchemaView = readonly SchemaOption[];

/** Name of the definition of conditioners. */
const CONDITIONER = 'conditioner';

/** The keys that distinguish the choices of a definition. */
const TAGS = ['type', 'source'] as const;

export function rootView(root: JsonSchema): SchemaView {
  return expand(root, root, null);
}

/** Resolves references and flattens choices. */
function expand(root: JsonSchema, schema: JsonSchema, definition: string | null): SchemaView {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/$defs/', '');
    const target = root.$defs?.[name];
    return target === undefined ? [] : expand(root, target, name);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.flatMap((choice) => expand(root, choice, definition));
  return [{ schema, definition }];
}

/** The key that names an object's kind if there are several kinds, or null if all objects have the same keys. */
export function tagOf(view: SchemaView): 'type' | 'source' | null {
  return TAGS.find((tag) => view.some(({ schema }) => schema.properties?.[tag]?.const !== undefined)) ?? null;
}

/**
 * The possible choices for an object whose plain members `text` returns. Without a known tag: those that still match.
 */
export function narrow(view: SchemaView, text: (key: string) => string | undefined): SchemaView {
  const objects = view.filter(({ schema }) => schema.type === 'object');
  const tag = tagOf(objects);
  const value = tag === null ? undefined : text(tag);
  if (tag === null || value === undefined) return objects;
  return objects.filter(({ schema }) => schema.properties?.[tag]?.const === value);
}

/** Whether a value may be a network, by the name of a conditioner or as an object. */
export function takesNetwork(view: SchemaView): boolean {
  return (
    view.some(({ schema }) => schema.type === 'string') && view.some(({ definition }) => definition === CONDITIONER)
  );
}

/** Possibilities for a member or an item. Their `definition` comes from their own reference, else null. */
export function into(root: JsonSchema, view: SchemaView, step: string | number): SchemaView {
  const found: SchemaOption[] = [];
  const seen = new Set<JsonSchema>();
  for (const { schema } of view) {
    const next = typeof step === 'number' ? (schema.prefixItems?.[step] ?? schema.items) : property(schema, step);
    if (next === undefined || seen.has(next)) continue;
    seen.add(next);
    found.push(...expand(root, next, null));
  }
  return found;
}

function property(schema: JsonSchema, key: string): JsonSchema | undefined {
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}
