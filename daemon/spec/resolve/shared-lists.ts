/** Long lists that many layers have in common (masks, orders) are created once and shared: plans are read-only. */
export interface SharedLists {
  get<T extends object>(key: string, make: () => T): T;
}

export function createSharedLists(): SharedLists {
  const known = new Map<string, object>();
  return {
    get<T extends object>(key: string, make: () => T): T {
      const list = (known.get(key) as T | undefined) ?? make();
      known.set(key, list);
      return list;
    },
  };
}
