import { registries } from './check-spec.ts';
import { jsonSchemaFor } from './schema/generate-json-schema.ts';
import type { JsonSchema } from './schema/json-schema.ts';

/** The JSON Schema of `.flow.json` in this version (draft 2020-12), with our own annotations. */
export function generateJsonSchema(): JsonSchema {
  return jsonSchemaFor(registries);
}

/** The schema as text for other programs: strict parsers refuse unknown keywords. */
export function jsonSchemaText(indent = 0): string {
  const notes: ReadonlySet<string> = new Set<keyof JsonSchema>(['notAvailable', 'wanted', 'sample']);
  return JSON.stringify(generateJsonSchema(), (key, value: unknown) => (notes.has(key) ? undefined : value), indent);
}
