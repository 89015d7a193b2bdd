import { createScanner } from 'jsonc-parser';

/** The deepest nesting of objects and arrays that is parsed: the parser recurses, and a hostile text must not end it. */
export const MAX_DEPTH = 64;

/** Offset of the first bracket that opens a level beyond MAX_DEPTH, or null. Does not recurse. */
export function findTooDeep(text: string): number | null {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    // Only a bracket's own token starts with a bracket: texts start with a quote, comments with a slash.
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') {
      depth++;
      if (depth > MAX_DEPTH) return scanner.getTokenOffset();
    } else if (first === '}' || first === ']') {
      depth = Math.max(0, depth - 1);
    }
  }
  return null;
}
