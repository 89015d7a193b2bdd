import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { encodeChecked, parseChecked } from './checked-json.ts';
import type { OwnFile } from './own-file.ts';
import { planHash } from './plan-hash.ts';
import { readRunFile } from './run-file.ts';

/** `run.json`: describes a run; written once and never changed. */
export interface RunRecord {
  readonly v: 1;
  readonly id: string;
  readonly name: string;
  /** Absolute path of the `.flow.json` file. */
  readonly spec: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly seed: number;
  /** Optimization steps; a resume continues up to this number. */
  readonly steps: number;
  /** Number of trainable parameters. */
  readonly parameters: number;
  readonly dimension: number;
  /** The backend that is used, e.g. `cpu`. */
  readonly backend: string;
  /** Versions of Flowscope, Node.js and the runtime. */
  readonly versions: Readonly<Record<string, string>>;
  /** Hash of everything that determines the rows. */
  readonly dataFingerprint: string;
  readonly planHash: string;
  /** SHA-256 (lowercase hex) of `spec.txt`; null if an older version wrote the run. */
  readonly specSha256: string | null;
  /** The resolved plan. */
  readonly plan: JsonObject;
}

/** The plan of 2000 layers takes a few MB; a larger file is not ours. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;

export const RECORD_FILE: OwnFile = { folder: null, name: /^run\.json$/ };

export function recordPath(directory: string): string {
  return join(directory, 'run.json');
}

/** Whether the content of `spec.txt` is what was trained; true for a run of an older version, which cannot tell. */
export function isSpecText({ specSha256 }: Pick<RunRecord, 'specSha256'>, text: string): boolean {
  return specSha256 === null || specSha256 === textSha256(text);
}

export function textSha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const KEYS = [
  'id',
  'name',
  'spec',
  'created',
  'seed',
  'steps',
  'parameters',
  'dimension',
  'backend',
  'versions',
  'dataFingerprint',
  'planHash',
  'specSha256',
  'plan',
] as const satisfies readonly (keyof RunRecord)[];

export interface ReadRecord {
  readonly record: RunRecord;
  /** Its checksum was checked; false: an older version wrote it without one. */
  readonly verified: boolean;
}

/** The text of `run.json`. */
export function encodeRecord(record: RunRecord): string {
  return encodeChecked(record, 1);
}

/**
 * Reads and checks `run.json`.
 * @throws FlowscopeError `run-not-found` (exit 2) if it is missing, `run-damaged` if it was changed or cannot be parsed
 */
export async function readRecord(directory: string): Promise<ReadRecord> {
  const path = recordPath(directory);
  const text = await readRunFile(path, MAXIMUM_BYTES);
  if (text === null) {
    throw new FlowscopeError('run-not-found', `${directory} is not a run directory: it has no run.json.`, {
      file: directory,
      exitCode: 2,
      hint: '`flowscope runs` lists the runs of this folder.',
    });
  }
  const read = parseChecked(text, KEYS);
  if (typeof read === 'string') throw damaged(path, read);
  return { record: parse(read.value, path), verified: read.verified };
}

function parse(value: JsonObject, path: string): RunRecord {
  const text = (key: string): string => {
    const found = value[key];
    if (typeof found !== 'string') throw damaged(path, `"${key}" is missing`);
    return found;
  };
  const count = (key: string): number => {
    const found = value[key];
    if (typeof found !== 'number') throw damaged(path, `"${key}" is missing`);
    return found;
  };
  const plan = value.plan;
  if (plan === undefined || !isJsonObject(plan)) throw damaged(path, '"plan" is missing');
  if (planHash(plan) !== text('planHash')) throw damaged(path, 'its plan does not match its planHash: it was edited');
  return {
    v: 1,
    id: text('id'),
    name: text('name'),
    spec: text('spec'),
    created: text('created'),
    seed: count('seed'),
    steps: count('steps'),
    parameters: count('parameters'),
    dimension: count('dimension'),
    backend: text('backend'),
    versions: strings(value.versions),
    dataFingerprint: text('dataFingerprint'),
    planHash: text('planHash'),
    specSha256: typeof value.specSha256 === 'string' ? value.specSha256 : null,
    plan,
  };
}

function strings(value: JsonValue | undefined): Readonly<Record<string, string>> {
  if (value === undefined || !isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]));
}

function damaged(path: string, reason: string): FlowscopeError {
  return new FlowscopeError('run-damaged', `Cannot use ${path}: ${reason}.`, {
    file: path,
    reason,
    hint: 'run.json is written once and must not be edited. Restore it from a backup, or train the spec again.',
  });
}
