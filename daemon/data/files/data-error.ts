import type { ErrorSubject } from '../../errors/flowscope-error.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** A data file whose content does not fit the spec, where one part of it is to blame. */
export function mismatch(file: string, message: string, hint: string, about: ErrorSubject): FlowscopeError {
  return new FlowscopeError('data', `${file}: ${message}`, { hint, file, about });
}

/** A data file whose content cannot be used: code `data`, exit 1. `file` is the path as the user wrote it. */
export function dataError(file: string, message: string, hint?: string, cause?: unknown): FlowscopeError {
  return new FlowscopeError('data', `${file}: ${message}`, { ...(hint === undefined ? {} : { hint }), file, cause });
}
