import type { IncomingMessage } from 'node:http';

/** @returns null: more than `limit` bytes, or incomplete */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > limit) return null;
      parts.push(part);
    }
  } catch {
    // The sender has disconnected.
    return null;
  }
  return Buffer.concat(parts).toString('utf8');
}
