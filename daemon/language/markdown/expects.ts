import { expectation } from '../../spec/schema/expectation.ts';
import { alternatives, type JsonSchema } from '../../spec/schema/json-schema.ts';

const OBJECTS: Readonly<Record<string, string>> = {
  layer: 'a layer',
  conditioner: 'a conditioner, by its name or as an object with "type"',
  base: 'a base distribution',
  data: 'a data source',
};

/** The values that a key accepts, in words; follows references to other schemas. */
export function expects(schema: JsonSchema): string {
  const reference = alternatives(schema).find(({ $ref }) => $ref !== undefined)?.$ref;
  if (reference !== undefined) return OBJECTS[reference.replace('#/$defs/', '')] ?? 'an object';
  if (schema.items?.$ref === '#/$defs/layer') return 'a list of layers';
  return expectation(schema);
}
