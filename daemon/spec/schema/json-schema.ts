import * as z from 'zod';

/** The part of JSON Schema that the generator emits and the messages read. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly default?: unknown;
  readonly description?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly $schema?: string;
  readonly title?: string;
  /** Our extension: words of `enum` that are known but not available in this version. Nothing proposes them. */
  readonly notAvailable?: readonly string[];
  /** Our extension: what is wanted, in words of the language. */
  readonly wanted?: string;
  /** Our extension: JSON text to propose where a required key is missing. */
  readonly sample?: string;
}

/** The JSON Schema of what a zod schema accepts (before its defaults are filled in). */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return tidy(rest);
}

/** The keys that an object schema lists. */
export function keysOf(schema: z.ZodType): readonly string[] {
  // Reading the shape is a hundred times cheaper than generating the whole JSON Schema, and every check needs it.
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return Object.keys(jsonSchemaOf(schema).properties ?? {});
}

/** Removes the bounds of safe integers, which every whole number has and which only clutter messages. */
function tidy(schema: JsonSchema): JsonSchema {
  const copy: Record<string, unknown> = { ...schema };
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete copy.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete copy.minimum;
  if (schema.items) copy.items = tidy(schema.items);
  if (schema.prefixItems) copy.prefixItems = schema.prefixItems.map(tidy);
  if (schema.anyOf) copy.anyOf = schema.anyOf.map(tidy);
  if (schema.oneOf) copy.oneOf = schema.oneOf.map(tidy);
  if (typeof schema.additionalProperties === 'object') copy.additionalProperties = tidy(schema.additionalProperties);
  if (schema.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([key, property]) => [key, tidy(property)]),
    );
  }
  return copy as JsonSchema;
}

/** The schema of the value at `path`, or null if the schema says nothing about it. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | null {
  const [head, ...rest] = path;
  if (head === undefined) return schema;
  for (const option of alternatives(schema)) {
    const next =
      typeof head === 'number' ? (option.prefixItems?.[head] ?? option.items) : propertyOf(option, String(head));
    const found = next ? schemaAt(next, rest) : null;
    if (found) return found;
  }
  return null;
}

function propertyOf(schema: JsonSchema, key: string): JsonSchema | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** The choices of a schema, with nested ones flattened. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const options = schema.anyOf ?? schema.oneOf;
  return options ? options.flatMap(alternatives) : [schema];
}

/** The words that a schema accepts literally and that this version supports. */
export function wordsOf(schema: JsonSchema): readonly string[] {
  return alternatives(schema).flatMap((option) =>
    [...builtValues(option), option.const].filter((value): value is string => typeof value === 'string'),
  );
}

/** The values of one choice's `enum` that this version supports. */
export function builtValues({ enum: values = [], notAvailable = [] }: JsonSchema): readonly unknown[] {
  return values.filter((value) => !notAvailable.some((word) => word === value));
}
