import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** Errors of files and records that mean only: nothing to read there. Everything else is a mistake of ours. */
export function isDamageOrAbsence(error: unknown): boolean {
  return error instanceof FlowscopeError || typeof (error as NodeJS.ErrnoException | null)?.code === 'string';
}
