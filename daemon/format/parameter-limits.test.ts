import { expect, test } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { limitsOf, limitsText, rangeText } from './parameter-limits.ts';

test.each([
  [z.int().min(1).max(64).default(8), { kind: 'integer', minimum: 1, maximum: 64, otherwise: 8 }],
  [z.int().min(2).nullable().default(null), { kind: 'integer', minimum: 2, maximum: null, otherwise: null }],
  [z.number().min(0.5).max(3600), { kind: 'number', minimum: 0.5, maximum: 3600, otherwise: null }],
  [z.number(), { kind: 'number', minimum: null, maximum: null }],
  [z.number().min(0).max(1), { minimum: 0, minimumExcluded: false, maximum: 1, maximumExcluded: false }],
  [z.number().gt(0).lt(1), { minimum: 0, minimumExcluded: true, maximum: 1, maximumExcluded: true }],
  [z.number().gt(0).min(1), { minimum: 1, minimumExcluded: false, maximum: null, maximumExcluded: false }],
  [z.number().refine((value) => value !== 2), { kind: 'number', minimum: null, maximum: null }],
  [z.enum(['a', 'b']).default('b'), { kind: 'choice', choices: ['a', 'b'], otherwise: 'b' }],
  [
    z
      .array(z.enum(['a', 'b']))
      .min(1)
      .default(['a', 'b']),
    { kind: 'list', choices: ['a', 'b'], otherwise: 'a, b' },
  ],
  [z.array(z.number()), { kind: 'list', choices: [], otherwise: null }],
  [z.boolean().default(false), { kind: 'switch', otherwise: false }],
  [z.string().nullable().default(null), { kind: 'text', otherwise: null }],
  [z.union([z.literal('centre'), z.int()]).default('centre'), { kind: 'other', otherwise: 'centre' }],
])('limits and default of schema %#', (type, limits) => {
  expect(limitsOf(type)).toMatchObject(limits);
});

test('schemas made with zod/mini have the same limits as those made with zod', () => {
  expect(limitsOf(mini._default(mini.int().check(mini.minimum(1), mini.maximum(64)), 8))).toEqual(
    limitsOf(z.int().min(1).max(64).default(8)),
  );
  expect(limitsOf(mini.number().check(mini.gt(0), mini.lt(1)))).toEqual(limitsOf(z.number().gt(0).lt(1)));
  expect(limitsOf(mini._default(mini.enum(['a', 'b']), 'b'))).toEqual(limitsOf(z.enum(['a', 'b']).default('b')));
  expect(limitsOf(mini.nullable(mini.string()))).toEqual(limitsOf(z.string().nullable()));
});

test('the narrowest of several limits counts', () => {
  const limits = { minimum: 2, minimumExcluded: true, maximum: 5, maximumExcluded: false };
  expect(limitsOf(z.number().min(1).min(2).gt(2).max(5).lt(9))).toMatchObject(limits);
  expect(limitsOf(z.number().int().max(Number.MAX_SAFE_INTEGER))).toMatchObject({ kind: 'integer', maximum: null });
});

test('limits as text, unless they go without saying', () => {
  expect(limitsText(limitsOf(z.int().min(1).max(64)))).toBe('From 1 to 64.');
  expect(limitsText(limitsOf(z.int().min(2)))).toBe('At least 2.');
  expect(limitsText(limitsOf(z.number().min(0)))).toBe('');
  expect(limitsText(limitsOf(z.int().min(-5)))).toBe('');
  expect(limitsText(limitsOf(z.number().gt(0)))).toBe('Above 0.');
  expect(limitsText(limitsOf(z.number().gt(0).max(1)))).toBe('Above 0 and at most 1.');
  expect(limitsText(limitsOf(z.number().lt(8)))).toBe('Below 8.');
});

test.each([
  [z.int().min(1).max(64), 'from 1 to 64'],
  [z.int().min(0), '≥ 0'],
  [z.number().gt(0), '> 0'],
  [z.number().min(0).lt(1), '≥ 0 and < 1'],
  [z.number().max(1), '≤ 1'],
  [z.number(), ''],
])('the range of schema %# behind a noun', (type, text) => {
  expect(rangeText(limitsOf(type))).toBe(text);
});
