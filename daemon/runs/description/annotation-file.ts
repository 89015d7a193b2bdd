/**
 * `annotation.json`: the user's label and note of a run. Nothing that trains or computes reads it, so a damaged one harms nothing,
 * and it is written without the run's lease: at any time, also while the run trains.
 */
import { join } from 'node:path';
import { isLabel, isNote } from '../../../protocol/annotation.ts';
import type { JsonValue } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { encodeChecked, parseChecked } from '../directory/checked-json.ts';
import type { OwnFile } from '../directory/own-file.ts';
import { readRunFile } from '../directory/run-file.ts';

export interface Annotation {
  /** Shown instead of the name of the flow; null: there is none. */
  readonly label: string | null;
  /** null: there is none. */
  readonly note: string | null;
}

export const NO_ANNOTATION: Annotation = { label: null, note: null };

const NAME = 'annotation.json';
export const ANNOTATION_FILE: OwnFile = { folder: null, name: /^annotation\.json$/ };

const KEYS = ['label', 'note'] as const satisfies readonly (keyof Annotation)[];
/** Each character of the longest texts may take six bytes. */
const MAXIMUM_BYTES = 64 * 1024;

export function annotationPath(directory: string): string {
  return join(directory, NAME);
}

export function encodeAnnotation({ label, note }: Annotation): string {
  return encodeChecked({ label, note }, 1);
}

export interface ReadAnnotation extends Annotation {
  /** Its checksum was checked; false: somebody else wrote it. */
  readonly verified: boolean;
}

/** null: there is none. @throws FlowscopeError `run-damaged` if it was changed or is not understood */
export async function readAnnotation(directory: string): Promise<ReadAnnotation | null> {
  const path = annotationPath(directory);
  const text = await readRunFile(path, MAXIMUM_BYTES);
  if (text === null) return null;
  const read = parseChecked(text, KEYS);
  if (typeof read === 'string') throw damaged(path, read);
  const { label = null, note = null } = read.value;
  if (!isTextOrNull(label, isLabel)) throw damaged(path, '"label" is not a line of text');
  if (!isTextOrNull(note, isNote)) throw damaged(path, '"note" is not a text');
  return { label, note, verified: read.verified };
}

function isTextOrNull(value: JsonValue, isValid: (text: string) => boolean): value is string | null {
  return value === null || (typeof value === 'string' && isValid(value));
}

function damaged(path: string, reason: string): FlowscopeError {
  return new FlowscopeError('run-damaged', `Cannot use ${path}: ${reason}.`, {
    file: path,
    reason,
    hint: 'Only the label and the note of the run are lost. `flowscope annotate` writes them again.',
  });
}
