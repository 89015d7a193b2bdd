import { expect, test } from 'vitest';
import { missing } from './contains.ts';

test('keys may be added, none removed, and values stay', () => {
  expect(missing({ a: 1, b: [2] }, { a: 1, b: [2], c: 3 })).toEqual([]);
  expect(missing({ a: 1, b: [2] }, { a: 1 })).toEqual(['$.b is gone']);
  expect(missing({ b: [2] }, { b: [2, 3] })).toEqual(['$.b: had 1 entries, has 2']);
});

test('the alternatives of a schema may grow', () => {
  const layer = (type: string) => ({ properties: { type: { const: type } }, required: ['type'] });
  const recorded = { enum: ['auto', 'cpu'], anyOf: [layer('affine'), layer('linear')] };
  const grown = { enum: ['auto', 'webgpu', 'cpu'], anyOf: [layer('radial'), layer('linear'), layer('affine')] };
  expect(missing(recorded, grown)).toEqual([]);
  expect(missing(grown, recorded)).toEqual([
    expect.stringContaining('$.enum[1]: was "webgpu"'),
    expect.stringContaining('$.anyOf[0].properties.type.const'),
  ]);
});

test('a value may have further types', () => {
  const recorded = { context: { description: 'a', type: 'string', enum: ['label'] } };
  const grown = (words: string[]) => ({
    context: { description: 'b', anyOf: [{ type: 'object' }, { type: 'string', enum: words }] },
  });
  expect(missing(recorded, grown(['none', 'label']))).toEqual([]);
  expect(missing(recorded, grown(['none']))).toContain('$.context.type is gone');
});

test('a schema may require less, and nothing more', () => {
  expect(missing({ required: ['data', 'layers'] }, { required: ['data'] })).toEqual([]);
  expect(missing({ required: ['data'] }, { required: ['data', 'model'] })).toEqual([
    '$.required: "model" is required now',
  ]);
});

test('an alternative that lost a key is missing', () => {
  const recorded = { anyOf: [{ required: ['type'], properties: { type: {}, hidden: {} } }] };
  expect(missing(recorded, { anyOf: [{ required: ['type'], properties: { type: {} } }] })).toEqual([
    '$.anyOf[0].properties.hidden is gone',
  ]);
});
