import { isJsonObject, type JsonValue, parseJson } from '../../encoding/json.ts';
import { cut } from '../../errors/cut.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { scanKeys } from '../directory/json-keys.ts';
import { checkpointError } from './checkpoint-error.ts';
import { BYTES_PER_ELEMENT, isSavedDType, type SavedDType } from './tensor-file.ts';

export const MAXIMUM_HEADER_BYTES = 16 * 1024 * 1024;
const MAXIMUM_RANK = 16;
/** The header is { name: { dtype, shape: [], data_offsets: [] } }. */
const MAXIMUM_DEPTH = 3;

export interface TensorEntry {
  readonly name: string;
  readonly dtype: SavedDType;
  readonly shape: Shape;
  readonly elements: number;
  /** Bytes, from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In file order, without gaps. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Parses and checks the JSON header of a safetensors file with `payloadBytes` of tensors. Checks numbers in the header
 * against the file size before allocating anything from them.
 * @throws FlowscopeError `checkpoint`
 */
export function parseHeader(bytes: Uint8Array, payloadBytes: number, file: string): SafetensorsHeader {
  const object = parseObject(bytes, file);
  let position = 0;
  const entries: TensorEntry[] = [];
  for (const name of object.keys) {
    if (name === '__metadata__') continue;
    const entry = parseEntry(name, object.values[name]!, file);
    if (entry.begin !== position) {
      const problem = entry.begin > position ? 'leaves a gap' : 'overlaps or is out of order';
      throw checkpointError(
        file,
        `tensor ${quote(name)} starts at byte ${entry.begin}, expected ${position} (${problem})`,
      );
    }
    position = entry.end;
    entries.push(entry);
  }
  if (position !== payloadBytes) {
    throw checkpointError(
      file,
      `its header describes ${position} bytes of tensors, but the file holds ${payloadBytes}${position > payloadBytes ? ': it is truncated' : ''}`,
    );
  }
  return { entries, metadata: parseMetadata(object.values.__metadata__, file) };
}

function parseObject(bytes: Uint8Array, file: string) {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw checkpointError(file, 'its header is not UTF-8 text', error);
  }
  if (!text.startsWith('{')) throw checkpointError(file, 'its header does not start with "{": not a safetensors file');
  const scan = scanKeys(text, MAXIMUM_DEPTH);
  if (scan.depth > MAXIMUM_DEPTH) throw checkpointError(file, 'its header is nested too deeply');
  if (scan.duplicate !== null) throw checkpointError(file, `its header has ${quote(scan.duplicate)} twice`);
  let values: JsonValue;
  try {
    values = parseJson(text);
  } catch (error) {
    throw checkpointError(file, 'its header is not valid JSON', error);
  }
  if (!isJsonObject(values)) throw checkpointError(file, 'its header is not a JSON object');
  return { keys: scan.keys, values };
}

function parseEntry(name: string, value: JsonValue, file: string): TensorEntry {
  const at = `tensor ${quote(name)}`;
  if (!isJsonObject(value)) throw checkpointError(file, `${at} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isSavedDType(dtype)) {
    throw checkpointError(
      file,
      `${at} has ${dtype === undefined ? 'no dtype' : `dtype ${quote(dtype)}`}; F32, F64, I64 and U8 can be read`,
    );
  }
  if (!isCounts(shape) || shape.length > MAXIMUM_RANK) {
    throw checkpointError(file, `${at} has no valid shape (at most ${MAXIMUM_RANK} extents, integers ≥ 0)`);
  }
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[1]! < offsets[0]!) {
    throw checkpointError(file, `${at} has no valid data_offsets [begin, end]`);
  }
  const [begin, end] = offsets as [number, number];
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (!Number.isSafeInteger(elements) || elements * BYTES_PER_ELEMENT[dtype] !== end - begin) {
    throw checkpointError(file, `${at} is ${dtype} [${shape.join(', ')}], which does not fit its ${end - begin} bytes`);
  }
  return { name, dtype, shape, elements, begin, end };
}

function parseMetadata(value: JsonValue | undefined, file: string): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw checkpointError(file, 'its __metadata__ is not an object');
  const metadata: Record<string, string> = Object.create(null);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw checkpointError(file, `its __metadata__ entry ${quote(key)} is not a string`);
    metadata[key] = text;
  }
  return metadata;
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}

/** Limits how much of a hostile name appears in a message: at most 80 characters. */
function quote(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'undefined', 80);
}
