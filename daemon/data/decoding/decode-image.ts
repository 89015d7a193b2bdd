import { type Codec, jpegCodec, webpCodec } from './codecs.ts';
import { isJpeg, jpegHeader } from './jpeg-header.ts';
import { oriented } from './orient.ts';
import { decodePng, isPng, pngHeader } from './png.ts';
import { type ImageHeader, ImageProblem, type Raster } from './raster.ts';
import { isWebp, webpHeader } from './webp-header.ts';

/** How the names of images in a folder end, in any case. */
export const IMAGE_ENDINGS = ['.png', '.jpg', '.jpeg', '.webp'] as const;

export function isImageFile(name: string): boolean {
  return IMAGE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}

/**
 * Decodes a PNG, JPEG or WebP file with any name, and rotates the image according to EXIF.
 * @throws ImageProblem if it cannot be read
 */
export type DecodeImage = (bytes: Uint8Array) => Promise<Raster>;

/** A decoder that loads the codec of a format when it is first needed. */
export function imageDecoder(): DecodeImage {
  const kinds = [
    { is: isJpeg, header: jpegHeader, open: jpegCodec, codec: null as Promise<Codec> | null },
    { is: isWebp, header: webpHeader, open: webpCodec, codec: null as Promise<Codec> | null },
  ];
  return async (bytes) => {
    if (isPng(bytes)) {
      const decoded = decodePng(bytes);
      return oriented(decoded, decoded.orientation);
    }
    const kind = kinds.find(({ is }) => is(bytes));
    if (kind === undefined) throw notAnImage(bytes);
    const header = kind.header(bytes);
    kind.codec ??= kind.open();
    const raster = await (await kind.codec)(bytes);
    if (!sameSize(raster, header)) throw new ImageProblem('is damaged: it does not have the size that it declares');
    return oriented(raster, header.orientation);
  };
}

/**
 * What a PNG, JPEG or WebP file says about its image, from all of its bytes but without decoding it.
 * @throws ImageProblem if it is truncated, too large, or damaged as far as that tells
 */
export function imageHeader(bytes: Uint8Array): ImageHeader {
  if (isPng(bytes)) return pngHeader(bytes);
  if (isJpeg(bytes)) return jpegHeader(bytes);
  if (isWebp(bytes)) return webpHeader(bytes);
  throw notAnImage(bytes);
}

function notAnImage({ length }: Uint8Array): ImageProblem {
  return new ImageProblem(length === 0 ? 'is empty' : 'is not a PNG, JPEG or WebP image');
}

function sameSize(a: Pick<ImageHeader, 'width' | 'height'>, b: Pick<ImageHeader, 'width' | 'height'>): boolean {
  return a.width === b.width && a.height === b.height;
}
