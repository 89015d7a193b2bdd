import { createHash } from 'node:crypto';
import { isJsonObject, type JsonValue } from './json.ts';

/** JSON with sorted keys and without spaces: equal texts exactly if the values are equal. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`).join(',')}}`;
}

/** SHA-256 (lowercase hex) of the canonical JSON. */
export function jsonSha256(value: JsonValue): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
