import { createHash, timingSafeEqual } from 'node:crypto';

/** In constant time: digests have equal lengths, and tell nothing of the secret's prefix. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
