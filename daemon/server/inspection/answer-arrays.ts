/** Prepares answers of the inspection worker for a client. */
import type { Dtype } from '../../../protocol/rpc/array-reference.ts';
import type { OutgoingArray, Session } from '../session.ts';

const CONSTRUCTORS = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;

/** The answer with array references instead of arrays, and null instead of numbers that are not finite. */
export function offered(value: unknown, session: Session, signal: AbortSignal): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return session.offer(value, signal);
  if (Array.isArray(value)) return value.map((each) => offered(each, session, signal));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, offered(each, session, signal)]));
}

/** Approximate memory that the answer takes. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length + 16;
  if (typeof value !== 'object' || value === null) return 8;
  if (isArray(value)) return value.values.byteLength + 64;
  return Object.entries(value).reduce((total, [key, each]) => total + 2 * key.length + bytesOf(each), 16);
}

function isArray(value: object): value is OutgoingArray {
  if (!('values' in value && 'dtype' in value && 'shape' in value)) return false;
  const typed = CONSTRUCTORS[value.dtype as Dtype];
  return typed !== undefined && value.values instanceof typed;
}
