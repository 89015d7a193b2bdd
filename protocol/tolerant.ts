/**
 * Schemas as the reader of a message needs them. The daemon's schemas are strict, so that a misspelled parameter is
 * refused, but a client must accept the fields that a newer daemon has added.
 */
import type * as z from 'zod/mini';
// From its own module: `z.core` as a value would bundle all of zod, four times as much.
import { clone } from 'zod/v4/core';

/** The same schema without strict objects: unknown fields are left out of the value, at any depth. */
export function tolerant<T extends z.ZodMiniType>(schema: T): T {
  return loosened(schema, new Map()) as T;
}

/** @param done schemas that were converted already: results share their parts */
function loosened(schema: z.core.$ZodType, done: Map<z.core.$ZodType, z.core.$ZodType>): z.core.$ZodType {
  const known = done.get(schema);
  if (known !== undefined) return known;
  const of = (part: z.core.$ZodType) => loosened(part, done);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const result = clone(schema, { ...def, ...partsOf(def, of) });
  done.set(schema, result);
  return result;
}

/** The parts of a definition that hold other schemas, converted. */
function partsOf(
  def: z.core.$ZodTypeDef & z.core.$ZodTypes['_zod']['def'],
  of: <T extends z.core.$ZodType>(part: T) => z.core.$ZodType,
): object {
  switch (def.type) {
    case 'object': {
      const shape = Object.fromEntries(Object.entries(def.shape).map(([key, part]) => [key, of(part)]));
      const isStrict = def.catchall?._zod.def.type === 'never';
      return { shape, ...(isStrict ? { catchall: undefined } : {}) };
    }
    case 'array':
      return { element: of(def.element) };
    case 'tuple':
      return { items: def.items.map(of), rest: def.rest === null ? null : of(def.rest) };
    case 'record':
      return { valueType: of(def.valueType) };
    case 'union':
      return { options: def.options.map(of) };
    case 'nullable':
    case 'optional':
    case 'default':
      return { innerType: of(def.innerType) };
    default:
      return {};
  }
}
