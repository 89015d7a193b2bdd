/** Keeps recently used values for the next request, bounded in number and size. */

export interface Recent<T> {
  /** The value of `key`, created by `make` if it is not kept. Failures are not kept. */
  get(key: string, make: () => Promise<T>): Promise<T>;
}

export interface RecentOptions<T> {
  readonly most: number;
  /** Maximum size of all values together; the newest one is kept whatever its size. */
  readonly bytes?: number;
  readonly sizeOf?: (value: T) => number;
}

export function createRecent<T>({ most, bytes = Infinity, sizeOf = () => 0 }: RecentOptions<T>): Recent<T> {
  /** Least recently used first. */
  const kept = new Map<string, { readonly value: T; readonly size: number }>();
  return {
    async get(key, make) {
      const entry = kept.get(key) ?? (await measured(make));
      kept.delete(key);
      kept.set(key, entry);
      let total = 0;
      for (const { size } of kept.values()) total += size;
      for (const [old, { size }] of kept) {
        if (kept.size === 1 || (kept.size <= most && total <= bytes)) break;
        kept.delete(old);
        total -= size;
      }
      return entry.value;
    },
  };

  async function measured(make: () => Promise<T>) {
    const value = await make();
    return { value, size: sizeOf(value) };
  }
}
