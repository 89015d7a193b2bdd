/** What the segments of a JPEG file (ITU-T T.81) say, before it is decoded. */
import { exifOrientation, withoutExifMark } from './exif.ts';
import { checkPixels, type ImageHeader, ImageProblem } from './raster.ts';

/** Files with more scans are made to keep a decoder busy: libjpeg's default progressive script has ten. */
const MAX_SCANS = 200;

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/**
 * Reads the whole file, so that one without its end is detected: decoders fill what is missing with gray.
 * @throws ImageProblem if the file is truncated, too large, or of a kind that is not decoded
 */
export function jpegHeader(bytes: Uint8Array): ImageHeader {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { readonly width: number; readonly height: number } | null = null;
  let orientation = 1;
  let scans = 0;
  for (let at = 2; ; ) {
    at = nextMarker(content, at);
    const marker = content[at + 1]!;
    at += 2;
    if (marker === 0xd9) break;
    if (marker === 0x01 || marker === 0xd8) continue;
    if (at + 2 > content.length) throw truncated();
    const length = content.readUInt16BE(at);
    if (length < 2 || at + length > content.length) throw truncated();
    const body = content.subarray(at + 2, at + length);
    if (isFrame(marker)) size = readFrame(marker, body);
    else if (marker === 0xe1 && body.subarray(0, 4).toString('latin1') === 'Exif') {
      orientation = exifOrientation(withoutExifMark(body));
    } else if (marker === 0xda && ++scans > MAX_SCANS) {
      throw new ImageProblem(`has more than ${MAX_SCANS} scans`);
    }
    at += length;
  }
  if (size === null || scans === 0) throw new ImageProblem('is damaged: it has no image');
  return { ...size, orientation };
}

/** The next marker. In compressed data, 0xFF is followed by a zero, and restart markers are part of the data. */
function nextMarker(content: Buffer, from: number): number {
  for (let at = from; ; at++) {
    at = content.indexOf(0xff, at);
    const code = at < 0 ? undefined : content[at + 1];
    if (code === undefined) throw truncated();
    if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at;
  }
}

/** SOF0 … SOF15, which share their codes with DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(marker: number, body: Buffer): { readonly width: number; readonly height: number } {
  // Baseline, extended and progressive with Huffman codes.
  if (marker > 0xc2 || body.length < 6) {
    throw new ImageProblem(
      'is a lossless, hierarchical or arithmetic-coded JPEG, which is not supported; save it as baseline or progressive',
    );
  }
  const [precision, channels] = [body[0]!, body[5]!];
  if (precision !== 8) throw new ImageProblem(`has ${precision} bits per channel; JPEG is read with 8`);
  if (channels === 4) {
    throw new ImageProblem('is a CMYK image; convert it to RGB (ImageMagick: magick in.jpg -colorspace sRGB out.jpg)');
  }
  const size = { height: body.readUInt16BE(1), width: body.readUInt16BE(3) };
  checkPixels(size);
  return size;
}

function truncated(): ImageProblem {
  return new ImageProblem('is truncated: its end is missing');
}
