/**
 * Decodes the RLE/bit-packed hybrid of Parquet, of which levels and places in dictionaries consist. Source: Apache Parquet
 * format, Encodings.md, RLE = 3.
 * @param width bits of a value, 0 … 32 @param values all of them are filled; what follows is ignored
 * @throws Error if there are fewer values
 */
export function readHybrid(bytes: Uint8Array, width: number, values: Uint8Array | Uint32Array): void {
  if (!(width >= 0 && width <= 32)) throw new Error(`values of ${width} bits`);
  let at = 0;
  for (let done = 0; done < values.length; ) {
    let header = 0;
    for (let scale = 1, more = true; more; scale *= 128) {
      const byte = byteAt(bytes, at++);
      header += (byte & 0x7f) * scale;
      more = byte >= 0x80 && scale < 2 ** 35;
    }
    const count = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value += byteAt(bytes, at++) * 2 ** shift;
      const end = Math.min(values.length, done + count);
      values.fill(value, done, end);
      done = end;
    } else {
      const end = Math.min(values.length, done + 8 * count);
      if (at + Math.ceil(((end - done) * width) / 8) > bytes.length) throw new Error('packed values end too early');
      unpack(bytes.subarray(at), width, values.subarray(done, end));
      at += count * width;
      done = end;
    }
  }
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error('values end too early');
  return byte;
}

/** Values of this many bits and what is left of a byte before them are a number of 31 bits. */
const NARROW = 24;

function unpack(bytes: Uint8Array, width: number, values: Uint8Array | Uint32Array): void {
  let [at, data, bits] = [0, 0, 0];
  if (width <= NARROW) {
    const mask = 2 ** width - 1;
    for (let i = 0; i < values.length; i++) {
      for (; bits < width; bits += 8) data |= bytes[at++]! << bits;
      values[i] = data & mask;
      data >>>= width;
      bits -= width;
    }
    return;
  }
  const base = 2 ** width;
  for (let i = 0; i < values.length; i++) {
    for (; bits < width; bits += 8) data += bytes[at++]! * 2 ** bits;
    values[i] = data % base;
    data = Math.floor(data / base);
    bits -= width;
  }
}
