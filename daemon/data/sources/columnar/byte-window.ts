/** A part of a file, read from its beginning to its end through a window of fixed size. */
import type { FileRanges } from '../../files/file-ranges.ts';
import { release } from '../../stored/stored-rows.ts';

export interface ByteWindow {
  /** Bytes that were not passed yet. */
  readonly left: number;
  /** The next bytes, at least so many, or all that are left. Valid until the next call. */
  peek(count: number): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws Error if there are fewer */
  skip(count: number): void;
  /** The next bytes, which the caller owns. @throws Error if there are fewer */
  take(count: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Frees the window, which is not used any more. */
  close(): void;
}

/** @param part places of its first byte and of the byte after its last one */
export function byteWindow(
  file: Pick<FileRanges, 'read'>,
  part: { readonly from: number; readonly to: number },
  size: number,
): ByteWindow {
  let { from: at } = part;
  let room = new Uint8Array(0);
  /** The bytes of the file that are in it, and the place of the first one. */
  let held = room;
  let start = at;
  const left = () => part.to - at;
  const inWindow = () => held.subarray(Math.min(held.length, at - start));
  const check = (count: number) => {
    if (!(count >= 0 && count <= left())) throw new Error(`${count} bytes from byte ${at} on are not all there`);
  };
  return {
    get left() {
      return left();
    },
    async peek(count) {
      if (inWindow().length < Math.min(count, left())) {
        const length = Math.min(left(), Math.max(size, count));
        if (room.length < length) {
          release(room);
          room = new Uint8Array(length);
        }
        [held, start] = [await file.read(at, at + length, room), at];
      }
      return inWindow();
    },
    skip(count) {
      check(count);
      at += count;
    },
    async take(count) {
      check(count);
      const taken = new Uint8Array(count);
      const known = inWindow().subarray(0, count);
      taken.set(known);
      if (known.length < count) await file.read(at + known.length, at + count, taken.subarray(known.length));
      at += count;
      return taken;
    },
    close() {
      release(room);
      room = held = new Uint8Array(0);
    },
  };
}
