import { registries } from './check-spec.ts';
import { jsonSchemaFor } from './schema/generate-json-schema.ts';
import type { JsonSchema } from './schema/json-schema.ts';

/** The JSON Schema of `.flow.json` in this version (draft 2020-12), with our own notes. */
export function generateJsonSchema(): JsonSchema {
  return jsonSchemaFor(registries);
}

/** The same as text for other programs: strict readers refuse keywords that they do not know. */
export function jsonSchemaText(indent = 0): string {
  const note: keyof JsonSchema = 'notAvailable';
  return JSON.stringify(generateJsonSchema(), (key, value: unknown) => (key === note ? undefined : value), indent);
}
