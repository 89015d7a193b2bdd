import { createHash } from 'node:crypto';

/**
 * SHA-256 over everything that determines the rows: the configuration (keys sorted by name, so that their order in the
 * spec does not matter) and the digests of the files that were read.
 */
export function fingerprintOf(config: object, fileDigests: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(config)))
    .update(JSON.stringify(fileDigests))
    .digest('hex');
}

export function digestOf(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}
