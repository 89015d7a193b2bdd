/** Prepares answers of the inspection worker for a client. */
import { isAnsweredArray, plainAnswer } from '../../../protocol/rpc/answer-arrays.ts';
import type { Session } from '../session.ts';

/** The answer with array references instead of arrays, and null instead of numbers that are not finite. */
export function offered(value: unknown, session: Session, signal: AbortSignal): unknown {
  return plainAnswer(value, (array) => session.offer(array, signal));
}

/** Approximate memory that the answer takes. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length + 16;
  if (typeof value !== 'object' || value === null) return 8;
  if (isAnsweredArray(value)) return value.values.byteLength + 64;
  return Object.entries(value).reduce((total, [key, each]) => total + 2 * key.length + bytesOf(each), 16);
}
