/** Says what a language server works on, for whoever watches that it goes on. */

/** A version of a document. */
export interface DocumentVersion {
  readonly uri: string;
  readonly version: number;
}

/** A piece of work that has begun. */
export interface Work {
  /** Another stretch of it begins, after a pause. */
  again(): void;
  end(): void;
}

export type BeginWork = (document: DocumentVersion) => Work;

/** For nobody who watches. */
export const UNWATCHED: BeginWork = () => ({ again: () => {}, end: () => {} });

/**
 * Tells the work of the current stretch: the work that began or went on last.
 * @param tell null: nothing is worked on
 */
export function watchedWork<T>(tell: (work: T | null) => void): (work: T) => Work {
  const active = new Set<object>();
  let last: T | null = null;
  const at = (work: T | null) => {
    if (work !== last) tell(work);
    last = work;
  };
  return (work) => {
    const token = {};
    active.add(token);
    at(work);
    return {
      again: () => at(work),
      end() {
        active.delete(token);
        if (active.size === 0) at(null);
      },
    };
  };
}
