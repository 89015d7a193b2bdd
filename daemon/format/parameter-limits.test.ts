import { expect, test } from 'vitest';
import * as z from 'zod';
import { limitsOf, limitsText } from './parameter-limits.ts';

test.each([
  [z.int().min(1).max(64).default(8), { kind: 'integer', minimum: 1, maximum: 64, otherwise: 8 }],
  [z.int().min(2).nullable().default(null), { kind: 'integer', minimum: 2, maximum: null, otherwise: null }],
  [z.number().min(0.5).max(3600), { kind: 'number', minimum: 0.5, maximum: 3600, otherwise: null }],
  [z.number(), { kind: 'number', minimum: null, maximum: null }],
  [z.enum(['a', 'b']).default('b'), { kind: 'choice', choices: ['a', 'b'], otherwise: 'b' }],
  [z.boolean().default(false), { kind: 'switch', otherwise: false }],
  [z.string().nullable().default(null), { kind: 'text', otherwise: null }],
  [z.union([z.literal('centre'), z.int()]).default('centre'), { kind: 'other', otherwise: 'centre' }],
])('limits and default of schema %#', (type, limits) => {
  expect(limitsOf(type)).toMatchObject(limits);
});

test('limits as text, unless they go without saying', () => {
  expect(limitsText(limitsOf(z.int().min(1).max(64)))).toBe('From 1 to 64.');
  expect(limitsText(limitsOf(z.int().min(2)))).toBe('At least 2.');
  expect(limitsText(limitsOf(z.number().min(0)))).toBe('');
});
