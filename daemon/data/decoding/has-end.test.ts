import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { ENDS_BYTES, hasEnd } from './has-end.ts';

const ends = (bytes: Uint8Array) => hasEnd(bytes.subarray(0, ENDS_BYTES), bytes.subarray(-ENDS_BYTES), bytes.length);

const png = encode({ width: 3, height: 3, data: new Uint8Array(9), channels: 1 });
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...new Array(40).fill(7), 0xff, 0xd9);
const webp = new Uint8Array(60);
webp.set(Buffer.from('RIFF\x34\0\0\0WEBPVP8 ', 'latin1'));

test('PNG and JPEG have their end, or it is not where it usually is', () => {
  for (const bytes of [png, jpeg]) {
    expect(ends(bytes)).toBe(true);
    expect(ends(bytes.subarray(0, -1))).toBe(false);
  }
});

test('WebP says how long it is', () => {
  expect(ends(webp)).toBe(true);
  expect(() => ends(webp.subarray(0, -1))).toThrow('is truncated: its end is missing');
});

test('other files are no image', () => {
  expect(() => ends(new Uint8Array(60))).toThrow('is not a PNG, JPEG or WebP image');
});
