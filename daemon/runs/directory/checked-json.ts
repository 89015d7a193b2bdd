/**
 * JSON files of a run directory: `run.json`, `data.json` and the manifests of checkpoints. Their key `checksum` covers
 * everything else in them, so that a changed digit is noticed. Files of older versions have no checksum.
 */
import { jsonSha256 } from '../../encoding/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonObjectOf, parseJson } from '../../encoding/json.ts';
import { cut } from '../../errors/cut.ts';

/** The version that this Flowscope writes and reads. */
const VERSION = 1;
const CHECKSUM = 'checksum';

/**
 * The text of a file with this content and its checksum, the SHA-256 of the canonical JSON of the other keys.
 * @param indent spaces per level; 0: one line
 */
export function encodeChecked(content: object, indent: 0 | 1 = 0): string {
  const record = jsonObjectOf({ v: VERSION, ...content });
  return `${JSON.stringify({ ...record, [CHECKSUM]: jsonSha256(record) }, null, indent)}\n`;
}

export interface CheckedJson {
  /** Without the checksum. */
  readonly value: JsonObject;
  /** false: an older version wrote it without a checksum. */
  readonly verified: boolean;
}

/**
 * Parses a file and checks its version and checksum.
 * @param keys that files without a checksum may have, beside `v`
 * @returns the reason as text if it cannot be used
 */
export function parseChecked(text: string, keys: readonly string[]): CheckedJson | string {
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch {
    return 'it is not valid JSON';
  }
  if (!isJsonObject(json)) return 'it is not a JSON object';
  const { [CHECKSUM]: checksum, ...value } = json;
  if (value.v !== VERSION) {
    return `its version is ${JSON.stringify(value.v) ?? 'missing'}, this Flowscope reads version ${VERSION}`;
  }
  if (checksum !== undefined) {
    return checksum === jsonSha256(value)
      ? { value, verified: true }
      : 'its checksum does not match: it was changed after it was written';
  }
  // A damaged name of a key would otherwise pass, also that of the checksum itself.
  const unknown = Object.keys(value).find((key) => key !== 'v' && !keys.includes(key));
  if (unknown !== undefined) return `it has the unknown key ${JSON.stringify(cut(unknown, 80))} and no checksum`;
  return { value, verified: false };
}
