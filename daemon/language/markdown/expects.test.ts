import { expect, test } from 'vitest';
import * as z from 'zod';
import { maskKey } from '../../flow/bijections/layer-keys.ts';
import { jsonSchemaOf } from '../../spec/schema/json-schema.ts';
import { expects } from './expects.ts';

test('a mask is a name or a list of 0s and 1s; other lists say what each element is', () => {
  expect(expects(jsonSchemaOf(maskKey))).toMatch(/^"alternate", .* or a list of 0s and 1s$/);
  expect(expects(jsonSchemaOf(z.array(z.int().min(1)).min(1)))).toBe('a list of at least 1 (each a whole number ≥ 1)');
});
