import { FileSystemError, type Uri } from 'vscode';
import { runGet } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import { runOfAddress } from './view-address.ts';

/** The text that a run was trained from. @throws FileSystemError if it is missing */
export async function trainedText(link: DaemonLink, uri: Uri): Promise<string> {
  const run = runOfAddress(uri);
  const { specText } = run === null ? { specText: null } : await link.request(runGet, { run });
  if (specText === null) throw FileSystemError.FileNotFound(uri);
  return specText;
}
