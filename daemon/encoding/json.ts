/** Plain JSON data, for run records, log lines and checkpoint states. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** @throws SyntaxError */
export function parseJson(text: string): JsonValue {
  // What JSON.parse returns is a JsonValue by its definition; its type is any.
  return JSON.parse(text);
}

/** A value as its JSON says it: without undefined keys, and with lists for what writes itself as one. */
export function jsonObjectOf(value: object): JsonObject {
  const json = parseJson(JSON.stringify(value));
  if (!isJsonObject(json)) throw new Error('the value writes itself as something else than an object');
  return json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path of the first number that JSON cannot represent (NaN, ±Infinity), such as `.best[0]`, or null. */
export function findNotFinite(value: JsonValue, path = ''): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : path;
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) {
      const found = findNotFinite(entry, `${path}[${index}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isJsonObject(value)) return null;
  for (const [key, entry] of Object.entries(value)) {
    const found = findNotFinite(entry, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
