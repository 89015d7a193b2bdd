import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** Whether an error only means that a file or record is missing or damaged. Any other error is a bug. */
export function isDamageOrAbsence(error: unknown): boolean {
  return error instanceof FlowscopeError || typeof (error as NodeJS.ErrnoException | null)?.code === 'string';
}
