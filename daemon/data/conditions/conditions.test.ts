import { expect, test } from 'vitest';
import { type ContextKey, imageContextKey } from './condition-keys.ts';
import { conditionImages, modeledPart } from './derive.ts';
import { type ConditionConfig, conditionLayout } from './layout.ts';

const key = imageContextKey('the class');
const layoutOf = (context: unknown, shape: readonly number[], more: Partial<ConditionConfig> = {}) =>
  conditionLayout({ context: key.parse(context), ...more }, shape, null);

/** 4 × 6 pixels, 0 … 23, as 5-bit integers. */
const RAMP = { values: Uint8Array.from({ length: 24 }, (_, i) => i), count: 1, bits: 5 };

function made(context: ContextKey, shape: readonly number[], images = RAMP) {
  const layout = layoutOf(context, shape);
  return {
    layout,
    values: [...modeledPart(images, layout)],
    images: [...conditionImages(images, layout, null, 'f')].map((value) => value * (2 ** images.bits - 1)),
  };
}

test('a crop is the condition, and the rest is modeled', () => {
  const { layout, values, images } = made({ as: 'image', crop: [0, 0, 1, 6] }, [4, 6, 1]);
  expect(layout.shape).toEqual([3, 6, 1]);
  expect(layout.images).toMatchObject([{ name: 'crop', shape: [1, 6, 1] }]);
  expect(values).toEqual(Array.from({ length: 18 }, (_, i) => 6 + i));
  for (const [i, value] of images.entries()) expect(value).toBeCloseTo(i, 5);
});

test('crops of two sides, rows and channels in order', () => {
  const images = { values: Uint8Array.from({ length: 2 * 12 }, (_, i) => i), count: 2, bits: 8 };
  // Two images of 2 × 3 × 2.
  const {
    layout,
    values,
    images: conditions,
  } = made(
    [
      { as: 'image', crop: [0, 0, 2, 1] },
      { as: 'image', crop: [0, 2, 2, 1] },
    ],
    [2, 3, 2],
    images,
  );
  expect(layout.shape).toEqual([2, 1, 2]);
  expect(layout.images.map(({ name }) => name)).toEqual(['crop', 'crop-2']);
  expect(values).toEqual([2, 3, 8, 9, 14, 15, 20, 21]);
  expect(conditions.map(Math.round)).toEqual([0, 1, 6, 7, 4, 5, 10, 11, 12, 13, 18, 19, 16, 17, 22, 23]);
});

test('"complement": false models all of the image', () => {
  const { layout, values } = made({ as: 'image', crop: [1, 1, 2, 2], complement: false }, [4, 6, 1]);
  expect(layout.shape).toEqual([4, 6, 1]);
  expect(values).toEqual([...RAMP.values]);
  expect(layout.images[0]!.shape).toEqual([2, 2, 1]);
});

test('downsample: means of squares, of the modeled part', () => {
  const { images } = made({ as: 'image', downsample: 2 }, [4, 6, 1]);
  for (const [i, value] of [3.5, 5.5, 7.5, 15.5, 17.5, 19.5].entries()) expect(images[i]).toBeCloseTo(value, 4);
  const both = made(
    [
      { as: 'image', crop: [0, 0, 2, 6] },
      { as: 'image', downsample: 2 },
    ],
    [4, 6, 1],
  );
  expect(both.layout.images[1]!.shape).toEqual([1, 3, 1]);
  expect(both.images.at(-1)).toBeCloseTo(19.5, 4);
});

test('edges: 1 at a straight edge from black to white, 0 in uniform areas, from the mean of the channels', () => {
  const step = { values: Uint8Array.from({ length: 30 }, (_, i) => (i % 6 < 3 ? 0 : 255)), count: 1, bits: 8 };
  const { images } = made({ as: 'image', edges: true }, [5, 6, 1], step);
  expect(images.map((value) => value / 255)).toEqual(Array.from({ length: 5 }, () => [0, 0, 1, 1, 0, 0]).flat());
  const color = {
    values: Uint8Array.from({ length: 18 }, (_, i) => (i % 9 < 3 ? 0 : i % 3 === 0 ? 255 : 0)),
    count: 1,
    bits: 8,
  };
  const found = made({ as: 'image', edges: true }, [2, 3, 3], color);
  expect(found.layout.images[0]!.shape).toEqual([2, 3, 1]);
  expect(found.images.map((value) => Math.round(1e6 * (value / 85)) / 1e6)).toEqual([1, 1, 0, 1, 1, 0]);
});

test.each<[unknown, Partial<ConditionConfig>, RegExp, RegExp]>([
  [
    { as: 'image', crop: [0, 0, 5, 6] },
    {},
    /reaches row 5 and column 6, but the images have 4 × 6 pixels/,
    /height ≤ 4/,
  ],
  [
    { as: 'image', crop: [1, 0, 2, 6] },
    {},
    /the rest of the 4 × 6 pixels outside crop .*\[1, 0, 2, 6\] is not a rectangle/,
    /\[0, 0, 2, 6\], or set "complement": false/,
  ],
  [{ as: 'image', crop: [0, 0, 2, 3] }, {}, /not a rectangle/, /edge to edge/],
  [{ as: 'image', crop: [0, 0, 4, 6] }, {}, /nothing is left to model/, /"complement": false/],
  [{ as: 'image', downsample: 3 }, {}, /downsample 3 does not divide the modeled 4 × 6/, /set "downsample" to 2$/],
  [
    [
      { as: 'image', crop: [0, 0, 1, 6] },
      { as: 'image', downsample: 2 },
    ],
    {},
    /3 × 6/,
    /to 3$/,
  ],
  [{ as: 'image', crop: [0, 0, 4, 2] }, { flip: true }, /"flip" mirrors/, /all 6 columns/],
])('%j %j: the error names the problem and a fix', (context, more, message, hint) => {
  try {
    layoutOf(context, [4, 6, 1], more);
  } catch (error) {
    expect(error).toMatchObject({
      code: 'data',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
      about: { key: 'context' },
    });
    return;
  }
  throw new Error('nothing was wrong');
});

test('a condition is one of crop, downsample and edges', () => {
  const messages = (value: object) => {
    const { success, error } = key.safeParse({ as: 'image', ...value });
    return success ? [] : JSON.stringify(error.issues);
  };
  expect(messages({ crop: [0, 0, 2, 2], edges: true })).toContain('exactly one of');
  expect(messages({})).toContain('exactly one of');
  expect(messages({ edges: true, complement: false })).toContain('must not have');
  expect(messages({ edges: true })).toEqual([]);
});

test('with flip, only symmetric crops are allowed', () => {
  expect(layoutOf({ as: 'image', crop: [0, 0, 2, 6] }, [4, 6, 1], { flip: true }).shape).toEqual([2, 6, 1]);
});
