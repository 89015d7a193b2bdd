/**
 * Frames of the `/data` socket. Binary: `FLW1`, u32 length of the header, header as JSON, zeros up to a multiple of 8
 * bytes, payload; little-endian, C order. An array is sent in parts of at most 1 MiB, in order. Text: the client's
 * requests, and `{"gone": array}` for an array that is not available. Also runs in browsers.
 */
import * as z from 'zod/mini';
import { count } from './common.ts';
import { DTYPES } from './rpc/array-reference.ts';

export const PART_BYTES = 1024 * 1024;
const PREFIX = 8;
const ALIGNMENT = 8;
/** "FLW1" as a little-endian u32. */
const MAGIC = 0x31574c46;
const MAX_HEADER = 4096;

export const dataFrameHeader = z.object({
  array: z.int().check(z.minimum(1)),
  dtype: z.enum(DTYPES),
  shape: z.array(count).check(z.maxLength(16)),
  /** Offset of this part within the array, bytes. */
  offset: count,
  /** Size of the whole array, bytes. */
  total: count,
});
export type DataFrameHeader = z.infer<typeof dataFrameHeader>;

export interface DataFrame {
  readonly header: DataFrameHeader;
  /** A view into the frame, 8-byte aligned if the frame is. */
  readonly payload: Uint8Array;
}

/** A client's request. */
export const dataRequest = z.union([
  z.strictObject({ get: z.int().check(z.minimum(1)) }),
  z.strictObject({ drop: z.int().check(z.minimum(1)) }),
]);
export type DataRequest = z.infer<typeof dataRequest>;

/** The daemon's answer for an array that it does not hold: never offered, dropped, expired or delivered. */
export const dataGone = z.object({ gone: z.int().check(z.minimum(1)) });

export function encodeDataFrame(header: DataFrameHeader, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((PREFIX + json.length) / ALIGNMENT) * ALIGNMENT;
  const frame = new Uint8Array(start + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, json.length, true);
  frame.set(json, PREFIX);
  frame.set(payload, start);
  return frame;
}

/** @throws Error with the problem of the frame */
export function decodeDataFrame(frame: Uint8Array): DataFrame {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < PREFIX || view.getUint32(0, true) !== MAGIC)
    throw new Error('data frame: does not begin with FLW1');
  const length = view.getUint32(4, true);
  const start = Math.ceil((PREFIX + length) / ALIGNMENT) * ALIGNMENT;
  if (length > MAX_HEADER || start > frame.length) throw new Error(`data frame: a header of ${length} bytes`);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(frame.subarray(PREFIX, PREFIX + length));
  const header = dataFrameHeader.parse(JSON.parse(text));
  const payload = frame.subarray(start);
  if (header.offset + payload.length > header.total) {
    throw new Error(`data frame: ${payload.length} bytes at ${header.offset} of ${header.total}`);
  }
  return { header, payload };
}
