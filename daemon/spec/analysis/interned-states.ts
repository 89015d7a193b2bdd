/** Keeps one object for each state that a walk through layers meets, so that a state that comes back is known again. */
export interface InternedStates<S extends object> {
  /** The first state that equals this one. */
  intern(state: S): S;
}

/** `hash` is equal for equal states. Walks that never come back to a state keep the newest ones only. */
export function createInternedStates<S extends object>(
  hash: (state: S) => number,
  equal: (a: S, b: S) => boolean,
): InternedStates<S> {
  const known = new Map<number, S>();
  return {
    intern(state) {
      const key = hash(state);
      const found = known.get(key);
      if (found !== undefined && equal(found, state)) return found;
      known.set(key, state);
      if (known.size > NEWEST) known.delete(known.keys().next().value!);
      return state;
    },
  };
}

/** States hold an entry per coordinate: this many of them are small beside the layers that made them. */
const NEWEST = 64;

/** What a step made of a state, remembered by the identity of both: equal turns of a repeat are walked once. */
export interface RememberedSteps<S extends object, R> {
  get(kind: object, variant: string, state: S, make: () => R): R;
}

export function createRememberedSteps<S extends object, R>(): RememberedSteps<S, R> {
  const known = new WeakMap<S, Map<object, Map<string, R>>>();
  return {
    get(kind, variant, state, make) {
      const kinds = known.get(state) ?? new Map<object, Map<string, R>>();
      known.set(state, kinds);
      const variants = kinds.get(kind) ?? new Map<string, R>();
      kinds.set(kind, variants);
      const found = variants.get(variant);
      if (found !== undefined) return found;
      const made = make();
      variants.set(variant, made);
      return made;
    },
  };
}

/** One step of a hash over 32-bit words (FNV-1a's multiplication). */
export function mixed(hash: number, word: number): number {
  return Math.imul(hash ^ word, 16777619);
}
