/** Which files `init --data` reads. Apart from the proposal itself, of which most commands need nothing. */
import { sourceDefinitions } from '../data/sources/registry.ts';

/** Endings of the files that a spec can be proposed for. */
export function proposableEndings(): readonly string[] {
  return sourceDefinitions.flatMap(({ proposal }) => proposal?.endings ?? []);
}

/** Whether a spec can be proposed for a file of this name. */
export function isProposable(file: string): boolean {
  const lower = file.toLowerCase();
  return proposableEndings().some((ending) => lower.endsWith(ending));
}
