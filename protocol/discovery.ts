/** The discovery file: where the daemon listens, and the token that it asks for. Mode 0600, gone when the daemon ends. */
import * as z from 'zod';
import { count } from './common.ts';

export const discoverySchema = z.object({
  /** Of Flowscope. */
  version: z.string().min(1).max(64),
  /** Of the contract: "1.0". */
  protocol: z.string().regex(/^\d{1,6}\.\d{1,6}$/),
  /** Differs between two daemons, also with the same process id. */
  instance: z.string().min(1).max(64),
  pid: count,
  /** Loopback, without a path: the token must not be sent anywhere else. */
  url: z.string().regex(/^ws:\/\/(127(\.\d{1,3}){3}|\[::1\]):\d{1,5}$/),
  token: z.string().min(32).max(256),
});

export type Discovery = z.infer<typeof discoverySchema>;

/** "1.0" → 1. */
export function protocolMajor(protocol: string): number {
  return Number(protocol.split('.')[0]);
}
