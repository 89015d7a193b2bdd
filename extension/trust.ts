import { workspace } from 'vscode';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';

/** @param what needs trust: "Training" @throws FlowscopeError `needs-trust` in Restricted Mode */
export function requireTrust(what: string): void {
  if (workspace.isTrusted) return;
  throw new FlowscopeError(
    'needs-trust',
    `${what} needs a trusted workspace, because it reads data and writes files.`,
    {
      hint: 'Language features also work in Restricted Mode.',
    },
  );
}
