import { expect, test } from 'vitest';
import { encodeChecked, parseChecked } from './checked-json.ts';

const CONTENT = { step: 3, mean: [0.1, -2e-7], name: 'µ\u{1f600}', nested: { b: 1, a: null } };
const KEYS = Object.keys(CONTENT);

test.each([0, 1] as const)('content comes back, and every flipped bit is noticed (indent %i)', (indent) => {
  const text = encodeChecked(CONTENT, indent);
  expect(parseChecked(text, KEYS)).toEqual({ value: { v: 1, ...CONTENT }, verified: true });
  const bytes = Buffer.from(text);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const read = parseChecked(changed.toString(), KEYS);
    // Spaces may change into other spaces.
    if (typeof read !== 'string') expect(read.value).toEqual({ v: 1, ...CONTENT });
  }
  for (let length = 0; length < bytes.length - 1; length++) {
    expect(parseChecked(bytes.toString('utf8', 0, length), KEYS)).toBeTypeOf('string');
  }
});

test('the order of keys and spaces does not matter', () => {
  const { checksum, ...rest } = JSON.parse(encodeChecked(CONTENT)) as Record<string, unknown>;
  const shuffled = JSON.stringify({ checksum, ...Object.fromEntries(Object.entries(rest).reverse()) }, null, 3);
  expect(parseChecked(shuffled, KEYS)).toMatchObject({ verified: true });
});

test('a file of an older version is unverified; keys that it cannot have are refused', () => {
  expect(parseChecked('{"v":1,"step":3}', KEYS)).toEqual({ value: { v: 1, step: 3 }, verified: false });
  expect(parseChecked('{"v":1,"step":3,"chacksum":"0"}', KEYS)).toMatch('unknown key "chacksum"');
});

test('a later version may add keys with a checksum, but another number is refused', () => {
  expect(parseChecked(encodeChecked({ ...CONTENT, added: 1 }), KEYS)).toMatchObject({ verified: true });
  for (const v of [0, 2, '1', null]) {
    expect(parseChecked(JSON.stringify({ v, step: 3 }), KEYS)).toBe(
      `its version is ${JSON.stringify(v)}, this Flowscope reads version 1`,
    );
  }
  expect(parseChecked('{"step":3}', KEYS)).toMatch('its version is missing');
  expect(parseChecked('[1]', KEYS)).toBe('it is not a JSON object');
});
