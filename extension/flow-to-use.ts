/** The spec that a command applies to. */
import { CancellationError, type TextDocument, Uri, workspace } from 'vscode';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';
import { currentFlow, isFlowDocument } from './flow-documents.ts';

/**
 * Saves an untitled spec first: data and runs are beside its file.
 * @throws FlowscopeError `no-spec`; CancellationError if the user does not save
 */
export async function flowToUse(argument: unknown): Promise<TextDocument> {
  const document = await documentOf(argument);
  if (document === null) {
    throw new FlowscopeError('no-spec', 'No flow spec is open.', {
      hint: 'Open a .flow.json file, or create one with Flowscope: New Flow.',
    });
  }
  if (document.uri.scheme === 'file') return document;
  const saved = await workspace.save(document.uri);
  if (saved === undefined) throw new CancellationError();
  return workspace.openTextDocument(saved);
}

async function documentOf(argument: unknown): Promise<TextDocument | null> {
  const uri = uriOf(argument);
  if (uri === null) return currentFlow();
  const document = await workspace.openTextDocument(uri);
  return isFlowDocument(document) ? document : null;
}

/** From a code lens (`{uri}`), the explorer, or the editor title. */
function uriOf(argument: unknown): Uri | null {
  if (argument instanceof Uri) return argument;
  if (typeof argument !== 'object' || argument === null || !('uri' in argument)) return null;
  return typeof argument.uri === 'string' ? Uri.parse(argument.uri) : null;
}
