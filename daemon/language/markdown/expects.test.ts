import { expect, test } from 'vitest';
import * as z from 'zod';
import { maskKey } from '../../flow/bijections/layer-keys.ts';
import type { JsonSchema } from '../../spec/schema/json-schema.ts';
import { expects } from './expects.ts';

const schemaOf = (type: z.ZodType) => z.toJSONSchema(type, { io: 'input' }) as JsonSchema;

test('a mask is a name or a list of 0s and 1s; other lists say what each element is', () => {
  expect(expects(schemaOf(maskKey))).toMatch(/^"alternate", .* or a list of 0s and 1s$/);
  expect(expects(schemaOf(z.array(z.int().min(1)).min(1)))).toBe('a list of at least 1 (each a whole number ≥ 1)');
});
