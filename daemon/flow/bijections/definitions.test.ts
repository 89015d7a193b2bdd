/** What every entry of the vocabulary must have, and how coordinates and shapes flow through it. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { baseDefinitions } from '../bases/registry.ts';
import { conditionerDefinitions } from '../conditioners/registry.ts';
import type { LayerDefinition } from '../definition.ts';
import { layerDefinitions } from './registry.ts';

const everything = [...layerDefinitions, ...conditionerDefinitions, ...baseDefinitions];

test.each(everything.map((definition) => [definition.type, definition] as const))(
  '%s: has words for its hover, defaults for every key, descriptions, and refuses unknown keys',
  (_type, { documentation, schema }) => {
    expect(documentation.summary).toMatch(/\.( |$)|;/);
    expect(documentation.formula.length).toBeGreaterThan(3);
    expect(schema.safeParse({}).success).toBe(true);
    expect(schema.safeParse({ unknown: 1 }).success).toBe(false);
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
    for (const [key, property] of Object.entries(properties)) {
      expect((property as { description?: string }).description, key).toBeTruthy();
    }
  },
);

test('types are unique', () => {
  for (const list of [layerDefinitions, conditionerDefinitions, baseDefinitions]) {
    expect(new Set(list.map(({ type }) => type)).size).toBe(list.length);
  }
});

const find = (type: string): LayerDefinition => layerDefinitions.find((definition) => definition.type === type)!;
const config = (type: string, keys: object = {}) => find(type).schema.parse(keys);

test('squeeze follows channel c·4 + dy·2 + dx', () => {
  const shape = [4, 2, 3];
  expect(find('squeeze').shape(config('squeeze'), shape)).toEqual({ shape: [2, 1, 12] });
  const { source } = find('squeeze').coordinates(config('squeeze'), shape);
  expect([...source].sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, i) => i));
  // Output (y 1, x 0, channel 2·4 + 1·2 + 1) is input (row 3, column 1, channel 2).
  expect(source[1 * 12 + 11]).toBe((3 * 2 + 1) * 3 + 2);
  expect(find('squeeze').shape(config('squeeze'), [7, 7, 4])).toEqual({
    problem: 'squeeze needs even height and width, found 7 × 7 × 4',
  });
  const marked = Array.from({ length: 24 }, (_, i) => ({ low: i, high: i + 1, closed: true }));
  const there = find('squeeze').domain(config('squeeze'), marked, shape) as { intervals: typeof marked };
  const back = find('squeeze').inverseDomain!(config('squeeze'), there.intervals, [2, 1, 12]);
  expect(back).toEqual({ intervals: marked });
});

test('split lets the first half of the channels go on', () => {
  expect(find('split').shape(config('split'), [1, 2, 4])).toEqual({ shape: [1, 2, 2] });
  expect(find('split').coordinates(config('split'), [1, 2, 4]).source).toEqual([0, 1, 4, 5]);
  expect(find('split').coordinates(config('split', { prior: 'standard' }), [1, 1, 2]).seen).toEqual([false, false]);
});

test('couplings transform what the mask does not keep, and mixing layers mix', () => {
  const flow = find('affine-coupling').coordinates({ ...config('affine-coupling'), mask: [1, 0, 0] }, [3]);
  expect(flow).toEqual({ source: [0, 1, 2], transformed: [false, true, true], seen: [true, false, false] });
  expect(find('linear').coordinates(config('linear'), [2]).source).toEqual([-1, -1]);
  expect(find('linear').coordinates(config('linear'), [1]).source).toEqual([0]);
  const bent = { source: [0], transformed: [true], seen: [false] };
  for (const type of ['planar', 'radial']) expect(find(type).coordinates({}, [1])).toEqual(bent);
  expect(find('permutation').coordinates({ order: [2, 0, 1] }, [3]).source).toEqual([2, 0, 1]);
});

test.each([
  ['affine-coupling', [1], /spline/],
  ['linear', [2, 2, 1], /needs a vector, found an image of 2 × 2 × 1/],
  ['conv1x1', [3], /needs an image/],
  ['affine', [3], /one entry per dimension: 3 for 3 dimensions, found 2/],
] as const)('%s says what shape it needs', (type, shape, message) => {
  const keys = type === 'affine' ? { scale: [1, 2] } : {};
  const result = find(type).shape(config(type, keys), shape);
  expect('problem' in result && result.problem).toMatch(message);
});

test('kinds that are not available yet say so', () => {
  expect(find('linear').unavailable?.(config('linear'))).toBeNull();
  expect(find('linear').unavailable?.(config('linear', { kind: 'householder' }))).toEqual({
    what: 'kind "householder"',
    instead: { kind: 'lu' },
  });
});

test('a scale of 0 is refused', () => {
  expect(find('affine').schema.safeParse({ scale: 0 }).success).toBe(false);
  expect(find('affine').schema.safeParse({ scale: [1, 0] }).success).toBe(false);
});
