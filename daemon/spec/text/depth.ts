import { createScanner } from 'jsonc-parser';

/**
 * The deepest nesting of objects and arrays that is parsed: the parser recurses, and a hostile text must not crash it.
 */
export const MAX_DEPTH = 64;

/**
 * Maximum objects and lists in a text: the 4096 layers of the largest flow, with a network and a mask each, need half.
 */
export const MAX_BRACKETS = 40_000;

export interface Brackets {
  /** Offset of the first bracket that opens a level beyond MAX_DEPTH, or null. */
  readonly tooDeep: number | null;
  /** There are more than MAX_BRACKETS. */
  readonly tooMany: boolean;
}

/** Stops at the first bracket too many. Does not recurse. */
export function countBrackets(text: string): Brackets {
  const scanner = createScanner(text, true);
  let depth = 0;
  let count = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    // Only the token of a bracket starts with one: texts start with a quote, comments with a slash.
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') {
      depth++;
      if (depth > MAX_DEPTH) return { tooDeep: scanner.getTokenOffset(), tooMany: false };
      if (++count > MAX_BRACKETS) return { tooDeep: null, tooMany: true };
    } else if (first === '}' || first === ']') {
      depth = Math.max(0, depth - 1);
    }
  }
  return { tooDeep: null, tooMany: false };
}
