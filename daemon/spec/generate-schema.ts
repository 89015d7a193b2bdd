import { registries } from './check-spec.ts';
import { jsonSchemaFor } from './schema/generate-json-schema.ts';
import type { JsonSchema } from './schema/json-schema.ts';

/** The JSON Schema of `.flow.json` in this version (draft 2020-12). */
export function generateJsonSchema(): JsonSchema {
  return jsonSchemaFor(registries);
}
