/** Plain JSON data, for run records, log lines and checkpoint states. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
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
