import type { ErrorSubject } from '../../errors/flowscope-error.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** Error for a data file whose content does not match the spec because of one part of it. */
export function mismatch(file: string, message: string, hint: string, about: ErrorSubject): FlowscopeError {
  return new FlowscopeError('data', `${file}: ${message}`, { hint, file, about });
}

/** Error for a data file with unusable content: code `data`, exit 1. `file` is the path as the user wrote it. */
export function dataError(file: string, message: string, hint?: string, cause?: unknown): FlowscopeError {
  return new FlowscopeError('data', `${file}: ${message}`, { ...(hint === undefined ? {} : { hint }), file, cause });
}
