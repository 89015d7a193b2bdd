/** What a scan of JSON text found before it is parsed: enough to refuse what JSON.parse would silently accept. */
export interface KeyScan {
  /** Keys of the outermost object in the order of the text (JSON.parse moves integer-like ones to the front). */
  readonly keys: readonly string[];
  /** A key that occurs twice in one object, or null; JSON.parse would keep the last. */
  readonly duplicate: string | null;
  readonly depth: number;
}

/**
 * One pass over `text` without recursion. For text that is not JSON the answer is meaningless: JSON.parse, called next,
 * refuses it. Stops early at a duplicate or beyond `maximumDepth`.
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

/** Escapes are resolved, so that "a" and "\u0061" count as the same key. */
function decode(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
