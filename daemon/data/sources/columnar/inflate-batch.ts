/** Large batches of compressed rows, inflated one buffer at a time. Source: Arrow columnar format 1.5, Message.fbs, BodyCompression. */
import type { FileRanges } from '../../files/file-ranges.ts';
import { release } from '../../stored/stored-rows.ts';
import type { ArrowMessage } from './arrow-messages.ts';
import { slotOf, tableAt, target } from './flat-table.ts';

/** Fields of the tables `Message`, `RecordBatch` and `BodyCompression`. */
const HEADER = 2;
const BODY_LENGTH = 3;
const BUFFERS = 2;
const COMPRESSION = 3;
const CODEC = 0;

/** Before each compressed buffer: its length, or −1 if it is stored as it is. */
const PREFIX = 8;
/** Buffers begin at multiples of this. */
const ALIGNED = 8;

/** By the number of the codec in a file. @returns bytes that nothing else shares */
export type Inflaters = readonly ((packed: Uint8Array, size: number) => Uint8Array)[];

/**
 * The message with its buffers inflated, as if it had been written without compression; null if it was. Beside the result, one
 * buffer is in memory at a time. @throws Error if it is damaged
 */
export async function inflatedBatch(
  file: Pick<FileRanges, 'read'>,
  { from, body, to }: ArrowMessage,
  inflaters: Inflaters,
): Promise<Uint8Array | null> {
  const head = await file.read(from, body);
  const start = new DataView(head.buffer).getInt32(0, true) === -1 ? 8 : 4;
  const view = new DataView(head.buffer, start);
  const message = view.getInt32(0, true);
  const [header, length] = [tableAt(view, message)(HEADER), tableAt(view, message)(BODY_LENGTH)];
  if (header === null || length === null) return null;
  const batch = target(view, header);
  const [list, compression] = [tableAt(view, batch)(BUFFERS), tableAt(view, batch)(COMPRESSION)];
  if (list === null || compression === null) return null;
  const codec = tableAt(view, target(view, compression))(CODEC);
  const inflate = inflaters[codec === null ? 0 : view.getUint8(codec)];
  if (inflate === undefined) throw new Error('its compression is not supported');
  const buffers = await buffersOf(file, view, target(view, list), { from: body, to });
  const size = buffers.reduce((sum, { inflated }) => sum + aligned(inflated), 0);
  const all = new Uint8Array(aligned(head.length) + size);
  let at = aligned(head.length);
  for (const { place, from, to, inflated, isPacked } of buffers) {
    const bytes = await file.read(from, to);
    const values = isPacked ? inflate(bytes, inflated) : bytes;
    if (values.length !== inflated) throw new Error(`a buffer has ${values.length} bytes instead of ${inflated}`);
    all.set(values, at);
    release(bytes);
    if (values !== bytes) release(values);
    view.setBigInt64(place, BigInt(at - aligned(head.length)), true);
    view.setBigInt64(place + 8, BigInt(inflated), true);
    at += aligned(inflated);
  }
  view.setBigInt64(length, BigInt(size), true);
  const slot = slotOf(view, batch)(COMPRESSION);
  if (slot !== null) view.setUint16(slot, 0, true);
  // The body begins where the header ends, which is longer by what aligns it.
  new DataView(head.buffer).setInt32(start - 4, aligned(head.length) - start, true);
  all.set(head);
  return all;
}

interface PackedBuffer {
  /** Of its offset and length in the header. */
  readonly place: number;
  /** In the file, without what is before it. */
  readonly from: number;
  readonly to: number;
  /** Bytes. */
  readonly inflated: number;
  readonly isPacked: boolean;
}

async function buffersOf(
  file: Pick<FileRanges, 'read'>,
  view: DataView,
  list: number,
  body: { readonly from: number; readonly to: number },
): Promise<PackedBuffer[]> {
  const buffers: PackedBuffer[] = [];
  const count = view.getUint32(list, true);
  for (let i = 0, place = list + 4; i < count; i++, place += 16) {
    const from = body.from + Number(view.getBigInt64(place, true));
    const to = from + Number(view.getBigInt64(place + 8, true));
    if (!(from >= body.from && from <= to && to <= body.to)) throw new Error(`buffer ${i} is outside of its batch`);
    if (from === to) {
      buffers.push({ place, from, to, inflated: 0, isPacked: false });
      continue;
    }
    const stated = Number(new DataView((await file.read(from, from + PREFIX)).buffer).getBigInt64(0, true));
    const isPacked = stated !== -1;
    const inflated = isPacked ? stated : to - from - PREFIX;
    if (!(inflated >= 0)) throw new Error(`buffer ${i} has ${stated} bytes`);
    buffers.push({ place, from: from + PREFIX, to, inflated, isPacked });
  }
  return buffers;
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNED) * ALIGNED;
}
