import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { imageDecoder } from './decode-image.ts';
import { type Fit, fitted } from './fit.ts';
import { ImageProblem, type Raster } from './raster.ts';

const base64 = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const { decoded, refused, fits } = z
  .object({
    decoded: z.record(z.string(), z.object({ file: base64, width: z.int(), height: z.int(), rgba: base64 })),
    refused: z.record(z.string(), base64),
    fits: z.record(z.string(), base64),
  })
  .parse(JSON.parse(readFileSync(new URL('./testing/pillow-images.json', import.meta.url), 'utf8')));

const decode = imageDecoder();

test.each(Object.entries(decoded))(
  '%s has the pixels that Pillow decodes',
  async (_, { file, width, height, rgba }) => {
    const found = await decode(file);
    expect([found.width, found.height]).toEqual([width, height]);
    // The color of what cannot be seen is not defined.
    const visible = (pixels: Raster['rgba']) =>
      Array.from(pixels, (v, i) => (rgba[i - (i % 4) + 3] === 0 && i % 4 < 3 ? 0 : v));
    expect(visible(found.rgba)).toEqual(visible(rgba));
  },
);

test('the test images cover every form of PNG and JPEG and both forms of WebP', () => {
  const names = Object.keys(decoded);
  expect(names.filter((name) => name.endsWith('interlaced.png'))).toHaveLength(15);
  expect(names).toEqual(expect.arrayContaining(['progressive.jpg', 'lossy.webp', 'lossless.webp', 'gray-16.png']));
});

test.each([
  ['crop', 8, 8, 3],
  ['crop', 5, 16, 3],
  ['crop', 16, 5, 1],
  ['crop', 40, 60, 1],
  ['resize', 9, 7, 3],
  ['resize', 50, 80, 1],
] as const)('%s to %d × %d × %d is as Pillow’s, which also rounds in between', async (how, height, width, channels) => {
  const expected = fits[`${how} ${height} ${width} ${channels}`]!;
  const found = fitted(await decode(fits.file!), { height, width, channels, how });
  expect(found).toHaveLength(expected.length);
  const most = Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
  expect(most).toBeLessThanOrEqual(height === 40 ? 0 : 1);
});

test('transparent pixels are composited onto white, and an image that already has the size is unchanged', () => {
  const raster = { width: 2, height: 1, rgba: Uint8Array.of(10, 20, 30, 255, 100, 0, 0, 51) };
  const fit: Fit = { height: 1, width: 2, channels: 3, how: 'crop' };
  // 51/255 is a fifth.
  expect([...fitted(raster, fit)]).toEqual([10, 20, 30, 224, 204, 204]);
  expect([...fitted(raster, { ...fit, channels: 1 })]).toEqual([18, 210]);
});

const problem = (bytes: Uint8Array) =>
  decode(bytes).then(
    () => 'decoded',
    (error: unknown) => {
      expect(error).toBeInstanceOf(ImageProblem);
      return (error as Error).message;
    },
  );

test.each(
  Object.keys(decoded).filter((name) =>
    /^(color-8|gray-4-interlaced|baseline|progressive|lossy|lossless)\./.test(name),
  ),
)('%s cut off anywhere is refused', async (name) => {
  const { file } = decoded[name]!;
  for (let length = 12; length < file.length; length += Math.ceil(file.length / 12)) {
    expect(await problem(file.slice(0, length)), `${length} bytes`).toMatch(/^is (truncated|damaged)/);
  }
  expect(await problem(file)).toBe('decoded');
});

test('unsupported files are refused with advice', async () => {
  expect(await problem(refused['cmyk.jpg']!)).toMatch(/CMYK image; convert it to RGB/);
  expect(await problem(refused['animation.webp']!)).toBe('is an animation; save its frames as separate images');
  expect(await problem(new Uint8Array())).toBe('is empty');
  expect(await problem(Buffer.from('GIF89a, and more'))).toBe('is not a PNG, JPEG or WebP image');
});

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  out.set(body, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

function grayPng(width: number, height: number, content: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = decoded['color-8.png']!.file.subarray(0, 8);
  return Buffer.concat([
    signature,
    ...[chunk('IHDR', header), chunk('IDAT', deflateSync(content)), chunk('IEND', new Uint8Array())],
  ]);
}

test('a small file that declares or inflates to a large image is refused before it is decoded', async () => {
  expect(await problem(grayPng(60_000, 60_000, new Uint8Array(10)))).toBe(
    'declares 60000 × 60000 pixels; at most 67108864 are decoded',
  );
  // 32 MiB of zeros in 32 KB, for an image of two pixels.
  expect(await problem(grayPng(2, 1, new Uint8Array(2 ** 25)))).toMatch(/^is damaged: its compressed data/);
  const jpeg = decoded['baseline.jpg']!.file.slice();
  const frame = Buffer.from(jpeg).indexOf(Buffer.of(0xff, 0xc0));
  jpeg.fill(0xff, frame + 5, frame + 9);
  expect(await problem(jpeg)).toBe('declares 65535 × 65535 pixels; at most 67108864 are decoded');
  const webp = decoded['lossy.webp']!.file.slice();
  // Both sides in the key frame's header.
  webp.fill(0xff, 26, 30);
  expect(await problem(webp)).toBe('declares 16383 × 16383 pixels; at most 67108864 are decoded');
});

test('damage is detected, and the decoders go on with the next file', async () => {
  const { file } = decoded['color-8.png']!;
  const damaged = file.slice();
  damaged[damaged.length - 20]! ^= 1;
  expect(await problem(damaged)).toBe('is damaged: the checksum of IDAT is wrong');
  const webp = decoded['lossless.webp']!.file.slice();
  webp.fill(0, 30);
  expect(await problem(webp)).toMatch(/^is damaged/);
  expect(await problem(decoded['lossless.webp']!.file)).toBe('decoded');
});
