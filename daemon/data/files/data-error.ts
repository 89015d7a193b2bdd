import type { ErrorSubject } from '../../errors/flowscope-error.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** Error for a data file whose content does not match the spec because of one part of it. */
export function mismatch(file: string, message: string, hint: string, about: ErrorSubject): FlowscopeError {
  return new FlowscopeError('data', sentenceOn(file, message), { hint, file, about });
}

/** Verbs with which a message begins whose subject is the file. */
const PREDICATE = /^(became|cannot|contains|declares|does|ends|has|holds|is|needs|resolves|should|was) /;

/**
 * Error for a data file with unusable content: code `data`, exit 1. `file` is the path as the user wrote it.
 * @param message what the file does (`has no rows`), or what is wrong in a place of it (`line 3: …`)
 */
export function dataError(file: string, message: string, hint?: string, cause?: unknown): FlowscopeError {
  return new FlowscopeError('data', sentenceOn(file, message), {
    ...(hint === undefined ? {} : { hint }),
    file,
    cause,
  });
}

function sentenceOn(file: string, message: string): string {
  return `${file}${PREDICATE.test(message) ? '' : ':'} ${message}`;
}
