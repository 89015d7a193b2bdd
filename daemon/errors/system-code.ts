import { FlowscopeError } from './flowscope-error.ts';

/** The operating system's code of a failed call (`ENOENT`, …); null for other errors. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || error instanceof FlowscopeError || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
