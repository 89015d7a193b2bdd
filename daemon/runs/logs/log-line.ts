import { crc32 } from 'node:zlib';
import { isJsonObject, type JsonObject, parseJson } from '../../encoding/json.ts';

const CRC_SUFFIX = /,"crc":"([0-9a-f]{8})"\}$/;

/**
 * Encodes a record as one line of a log, with its line feed: JSON whose last key, `crc`, is the CRC-32 (hex) of the
 * JSON without that key. Numbers that are not finite become null.
 */
export function encodeLine(record: JsonObject): string {
  const json = JSON.stringify(record);
  return `${json.slice(0, -1)},"crc":"${hex(crc32(json))}"}\n`;
}

/** The JSON of an intact line without `crc`; null if the line is damaged. */
export function checkLine(line: string): string | null {
  const match = CRC_SUFFIX.exec(line);
  if (match === null) return null;
  const json = `${line.slice(0, match.index)}}`;
  return hex(crc32(json)) === match[1] ? json : null;
}

/** Parses the JSON of an intact line; null if it is not an object, which our writers never produce. */
export function parseRecord(json: string): JsonObject | null {
  try {
    const value = parseJson(json);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
