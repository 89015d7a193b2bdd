import { dataError } from '../files/data-error.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  /** As declared; the inflated content may not be longer. */
  readonly size: number;
  /** Byte offset of the local header. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_ID = 1;
const IN_ZIP64 = 0xffffffff;

/**
 * The central directory of a ZIP archive (APPNOTE 4.3.12–4.3.16), with 64-bit sizes if an entry has them.
 * @param from where the bytes, which are the last ones of the archive, begin
 * @throws FlowscopeError `data` if it is damaged, or has more than `limit` entries
 */
export function readZipDirectory(bytes: Uint8Array, file: string, limit: number, from = 0): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The end record takes 22 bytes, plus a comment of at most 65 535.
  let end = bytes.length - 22;
  const last = Math.max(0, end - 65_535);
  while (end >= last && view.getUint32(end, true) !== END_SIGNATURE) end--;
  if (end < last) throw dataError(file, 'is not a complete ZIP archive: its directory is missing');
  const count = view.getUint16(end + 10, true);
  if (count > limit) throw dataError(file, `holds ${count} entries; the limit is ${limit}`);
  let at = directoryOffset(view, end, from) - from;
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    if (at < 0 || at + 46 > end || view.getUint32(at, true) !== ENTRY_SIGNATURE)
      throw dataError(file, 'has a truncated ZIP directory');
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > end) throw dataError(file, 'has a truncated ZIP directory');
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (names.has(name)) throw dataError(file, `has two entries named '${name}'`);
    names.add(name);
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw dataError(file, `has the encrypted entry '${name}'`);
    const [size, compressedSize, offset] = widen(view, at + 46 + nameLength, extraLength, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressedSize: compressedSize!,
      size: size!,
      offset: offset!,
    });
    at = next;
  }
  return entries;
}

/** Of archives of more than 4 GiB, a record before the end record has it. @param from of the view, in the archive */
function directoryOffset(view: DataView, end: number, from: number): number {
  const offset = view.getUint32(end + 16, true);
  const locator = end - 20;
  if (offset !== IN_ZIP64 || locator < 0 || view.getUint32(locator, true) !== LOCATOR_SIGNATURE) return offset;
  const record = Number(view.getBigUint64(locator + 8, true)) - from;
  return record < 0 || record + 56 > locator ? offset : Number(view.getBigUint64(record + 48, true));
}

/** Replaces fields that refer to the ZIP64 extra field, which has their values in this order. */
function widen(view: DataView, start: number, length: number, fields: readonly number[]): number[] {
  let at = start;
  while (at + 4 <= start + length) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === ZIP64_ID) {
      let from = at + 4;
      return fields.map((field) => {
        if (field !== IN_ZIP64 || from + 8 > at + 4 + size || from + 8 > view.byteLength) return field;
        from += 8;
        return Number(view.getBigUint64(from - 8, true));
      });
    }
    at += 4 + size;
  }
  return [...fields];
}
