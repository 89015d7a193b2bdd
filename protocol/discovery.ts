/** The discovery file: where the daemon listens, and its token. Mode 0600; removed when the daemon ends. */
import * as z from 'zod/mini';
import { count } from './common.ts';

export const discoverySchema = z.object({
  /** Of Flowscope. */
  version: z.string().check(z.minLength(1), z.maxLength(64)),
  /** Version of the protocol: "1.0". */
  protocol: z.string().check(z.regex(/^\d{1,6}\.\d{1,6}$/)),
  /** Differs between any two daemons, even with the same process id. */
  instance: z.string().check(z.minLength(1), z.maxLength(64)),
  pid: count,
  /** A loopback address without a path: the token must not be sent anywhere else. */
  url: z.string().check(z.regex(/^ws:\/\/(127(\.\d{1,3}){3}|\[::1\]):\d{1,5}$/)),
  token: z.string().check(z.minLength(32), z.maxLength(256)),
});

export type Discovery = z.infer<typeof discoverySchema>;

/** "1.0" → 1. */
export function protocolMajor(protocol: string): number {
  return Number(protocol.split('.')[0]);
}
