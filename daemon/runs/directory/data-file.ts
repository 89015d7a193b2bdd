/** `data.json` as a checked file. What is in it: `data-record.ts`. */
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { parseChecked } from './checked-json.ts';
import type { OwnFile } from './own-file.ts';
import type { Run } from './run-directory.ts';
import { readRunFile } from './run-file.ts';

export const DATA_FILE: OwnFile = { folder: null, name: /^data\.json$/ };

const KEYS = [
  'summary',
  'columns',
  'standardization',
  'chains',
  'dequantizedColumns',
  'grids',
  'categories',
  'weight',
  'part',
  'contextEncoding',
  'conditions',
  'hasDensity',
  'fingerprint',
] as const;
export type DataKey = (typeof KEYS)[number];

/** Names of 10 000 columns and categories fill a few MB. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;

export function dataPath(directory: string): string {
  return join(directory, 'data.json');
}

/**
 * The content of `data.json`; null for a run of an older Flowscope, which did not write one.
 * @throws FlowscopeError `run-damaged` if it was changed or is no JSON
 */
export async function readDataFile(run: Pick<Run, 'directory' | 'verified'>): Promise<JsonObject | null> {
  const text = await readRunFile(dataPath(run.directory), MAXIMUM_BYTES);
  if (text === null) return null;
  const read = parseChecked(text, KEYS);
  if (typeof read === 'string') throw damagedData(run, read);
  // The same version wrote both files.
  if (run.verified && !read.verified) throw damagedData(run, 'it has no checksum, but run.json has one');
  return read.value;
}

export function damagedData({ directory }: Pick<Run, 'directory'>, reason: string): FlowscopeError {
  const path = dataPath(directory);
  return new FlowscopeError('run-damaged', `Cannot use ${path}: ${reason}.`, {
    file: path,
    reason,
    hint: `data.json is written once and must not be edited. \`flowscope fsck ${dirname(path)} --repair\` writes it again if the data are still there.`,
  });
}
