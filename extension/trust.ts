import { workspace } from 'vscode';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';

/** @param what that needs it: "Training" @throws FlowscopeError `needs-trust` in Restricted Mode */
export function requireTrust(what: string): void {
  if (workspace.isTrusted) return;
  throw new FlowscopeError('needs-trust', `${what} needs a trusted workspace: it reads data and writes files.`, {
    hint: 'The language features work in Restricted Mode too.',
  });
}
