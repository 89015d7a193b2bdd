/** Frames of LZ4, as Arrow files have them. Source: LZ4 frame format 1.6.4 and LZ4 block format, lz4.org. */

const MAGIC = 0x184d2204;

/** @throws RangeError if the bytes are no frame, or damaged */
export function inflateLz4Frame(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('no LZ4 frame');
  const flags = view.getUint8(4);
  const [hasBlockSum, hasSize, hasDictionary] = [(flags & 0x10) !== 0, (flags & 0x08) !== 0, (flags & 0x01) !== 0];
  let at = 6 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1;
  const out = growingBytes();
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return out.take();
    const length = size & 0x7fffffff;
    if (at + length > bytes.length) throw new RangeError('a block of an LZ4 frame is cut off');
    const block = bytes.subarray(at, at + length);
    if (size > 0x7fffffff) out.append(block);
    else inflateBlock(block, out);
    at += length + (hasBlockSum ? 4 : 0);
  }
}

/** Matches may reach back into the blocks before. */
function inflateBlock(block: Uint8Array, out: GrowingBytes): void {
  let at = 0;
  const byte = (): number => {
    const value = block[at++];
    if (value === undefined) throw new RangeError('a block of an LZ4 frame ends early');
    return value;
  };
  const longer = (length: number): number => {
    let more = 255;
    let total = length;
    while (more === 255) total += more = byte();
    return total;
  };
  while (at < block.length) {
    const token = byte();
    const literals = token >> 4 === 15 ? longer(15) : token >> 4;
    if (at + literals > block.length) throw new RangeError('a block of an LZ4 frame ends early');
    out.append(block.subarray(at, at + literals));
    at += literals;
    // The last sequence has no match.
    if (at >= block.length) return;
    const distance = byte() + 256 * byte();
    const match = ((token & 15) === 15 ? longer(15) : token & 15) + 4;
    out.repeat(distance, match);
  }
}

interface GrowingBytes {
  append(bytes: Uint8Array): void;
  /** Appends `length` of the last bytes, beginning `distance` before the end, which may run into themselves. */
  repeat(distance: number, length: number): void;
  take(): Uint8Array;
}

function growingBytes(): GrowingBytes {
  let bytes = new Uint8Array(65_536);
  let length = 0;
  const reserve = (more: number) => {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * bytes.length, length + more));
    larger.set(bytes.subarray(0, length));
    bytes = larger;
  };
  return {
    append(added) {
      reserve(added.length);
      bytes.set(added, length);
      length += added.length;
    },
    repeat(distance, count) {
      if (distance === 0 || distance > length)
        throw new RangeError('a match of an LZ4 frame begins before its content');
      reserve(count);
      if (distance >= count) bytes.copyWithin(length, length - distance, length - distance + count);
      else for (let i = 0; i < count; i++) bytes[length + i] = bytes[length - distance + i]!;
      length += count;
    },
    take: () => bytes.subarray(0, length),
  };
}
