import { expect, test } from 'vitest';
import { layerOffset, layerPlaces } from './layer-places.ts';

const TEXT = `{
  // two in a repeat
  "layers": [
    { "type": "actnorm" },
    { "type": "repeat", "times": 2, "layers": [{ "type": "affine-coupling" }, { "type": "flip" }] },
    7
  ]
}`;

test('finds layers with their positions, also nested ones and in incomplete text', () => {
  const places = layerPlaces(TEXT);
  expect(places.map(({ path, type }) => [path, type])).toEqual([
    ['layers[0]', 'actnorm'],
    ['layers[1]', 'repeat'],
    ['layers[1].layers[0]', 'affine-coupling'],
    ['layers[1].layers[1]', 'flip'],
  ]);
  for (const { path, offset, type } of places) {
    expect(layerOffset(TEXT, path)).toBe(offset);
    expect(TEXT.slice(offset)).toMatch(new RegExp(`^\\{ "type": "${type}"`));
  }
  expect(layerPlaces(TEXT.slice(0, 62)).map(({ path }) => path)).toEqual(['layers[0]']);
  expect(layerPlaces('')).toEqual([]);
  expect(layerOffset(TEXT, 'layers[9]')).toBeNull();
});

test('layers of flows of latents are those of their section', () => {
  const flow = '{"layers": [{"type": "actnorm"}]}';
  const text = `{"model": "vae", "prior": ${flow}, "data": {"layers": 1}, "posterior": ${flow}}`;
  expect(layerPlaces(text).map(({ path }) => path)).toEqual(['prior.layers[0]', 'posterior.layers[0]']);
  expect(layerOffset(text, 'posterior.layers[0]')).toBe(text.lastIndexOf('{"type"'));
});
