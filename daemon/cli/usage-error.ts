import { FlowscopeError } from '../errors/flowscope-error.ts';

/** Wrong use of the command line: exit status 2. */
export function usageError(message: string, hint?: string): FlowscopeError {
  return new FlowscopeError('usage', message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
}
