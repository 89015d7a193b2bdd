import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time: digests have equal lengths and reveal nothing about a matching prefix. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
