import { FlowscopeError } from '../errors/flowscope-error.ts';
import { systemError } from '../errors/system-error.ts';

export interface Failure {
  /** What was thrown, or the error that users see in its place. */
  readonly error: unknown;
  /** `crashed` if it is an error of Flowscope itself. */
  readonly code: string;
  readonly message: string;
}

/** What a run records of an error. */
export function failureOf(thrown: unknown): Failure {
  const error = systemError(thrown) ?? thrown;
  const message = error instanceof Error ? error.message : String(error);
  const memory = /bad_alloc|allocat(e|ing) (memory|buffer)|out of memory|Array buffer allocation failed/i.test(message);
  const code = error instanceof FlowscopeError ? error.code : memory ? 'out-of-memory' : 'crashed';
  return { error, code, message };
}
