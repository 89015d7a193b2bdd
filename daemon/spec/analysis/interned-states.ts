/** Keeps one object for each distinct state found while following layers, so that a repeated state is recognized. */
export interface InternedStates<S extends object> {
  /** The first state that equals this one. */
  intern(state: S): S;
}

/** `hash` is equal for equal states. If states never repeat, only the newest ones are kept. */
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

/** States have an entry per coordinate; this many are small compared to the layers that produced them. */
const NEWEST = 64;

/**
 * The result of a step on a state, cached by the identity of both, so that equal turns of a repeat are computed once.
 */
export interface RememberedSteps<S extends object, R> {
  get(kind: object, variant: string, state: S, make: () => R): R;
}

/** @param sizeOf entries that a result keeps in memory */
export function createRememberedSteps<S extends object, R>(sizeOf: (result: R) => number): RememberedSteps<S, R> {
  let known = new WeakMap<S, Map<object, Map<string, R>>>();
  let entries = 0;
  return {
    get(kind, variant, state, make) {
      const kinds = known.get(state) ?? new Map<object, Map<string, R>>();
      known.set(state, kinds);
      const variants = kinds.get(kind) ?? new Map<string, R>();
      kinds.set(kind, variants);
      const found = variants.get(variant);
      if (found !== undefined) return found;
      const made = make();
      entries += sizeOf(made);
      if (entries > REMEMBERED) {
        // Each state keeps those after it, so all that is known goes at once.
        known = new WeakMap();
        entries = 0;
        return made;
      }
      variants.set(variant, made);
      return made;
    },
  };
}

/** Most entries of all results that are remembered; each entry may be a separate object. */
const REMEMBERED = 2 ** 20;

/** One step of a hash over 32-bit words (FNV-1a's multiplication). */
export function mixed(hash: number, word: number): number {
  return Math.imul(hash ^ word, 16777619);
}
