/** What a scan of JSON text found before parsing: enough to refuse what JSON.parse would silently accept. */
export interface KeyScan {
  /** Keys of the outermost object in text order (JSON.parse moves integer-like ones to the front). */
  readonly keys: readonly string[];
  /** A key that occurs twice in one object, or null; JSON.parse would keep the last one. */
  readonly duplicate: string | null;
  readonly depth: number;
}

/**
 * Scans `text` in one pass without recursion. For text that is not JSON the result is meaningless, but JSON.parse is
 * called next and refuses it. Stops early at a duplicate or beyond `maximumDepth`.
 */
export function scanKeys(text: string, maximumDepth: number): KeyScan {
  const open: (Set<string> | null)[] = [];
  const keys: string[] = [];
  let deepest = 0;
  const afterString = /[ \t\r\n]*:/y;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null);
      deepest = Math.max(deepest, open.length);
      if (deepest > maximumDepth) return { keys, duplicate: null, depth: deepest };
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const start = at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      afterString.lastIndex = at + 1;
      const object = open.at(-1);
      if (object === undefined || object === null || !afterString.test(text)) continue;
      const key = decode(text.slice(start, at + 1));
      if (object.has(key)) return { keys, duplicate: key, depth: deepest };
      object.add(key);
      if (open.length === 1) keys.push(key);
    }
  }
  return { keys, duplicate: null, depth: deepest };
}

/** Resolves escapes, so that "a" and "\u0061" count as the same key. */
function decode(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
