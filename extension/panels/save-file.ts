/** Saves what a panel exports where the user says. */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { commands, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import { openOutput } from '../../daemon/outputs/output-file.ts';
import { readableRun } from '../../daemon/outputs/protected-files.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { showFailure } from '../failures.ts';

/** What a panel shows: its files are not written over. */
export interface SavedFrom {
  readonly run: RunInfo | null;
  /** Path of the spec. */
  readonly spec: string | null;
}

/** @param name proposed, beside the spec; without one in the user's home */
export async function saveFile(
  log: LogOutputChannel,
  name: string,
  bytes: ArrayBuffer,
  { run, spec }: SavedFrom,
): Promise<void> {
  try {
    // A panel proposes a name, not a place.
    const folder = spec === null ? homedir() : dirname(spec);
    const proposed = Uri.file(join(folder, name.replaceAll(/[\\/:*?"<>|]/g, '_')));
    const target = await window.showSaveDialog({ defaultUri: proposed, title: 'Export' });
    if (target === undefined) return;
    if (target.scheme === 'file') await write(target.fsPath, new Uint8Array(bytes), { run, spec });
    else await workspace.fs.writeFile(target, new Uint8Array(bytes));
    const open = await window.showInformationMessage(`Saved ${target.fsPath}`, 'Open');
    if (open === 'Open') await commands.executeCommand('vscode.open', target);
  } catch (error) {
    await showFailure(log, 'Export', error);
  }
}

async function write(path: string, bytes: Uint8Array, { run, spec }: SavedFrom): Promise<void> {
  const output = await openOutput(path, {
    run: run && (await readableRun(run.runDir)),
    inputs: spec === null ? [] : [spec],
    trusted: workspace.isTrusted,
    // The dialog has asked already whether a file that is there may go.
    replace: true,
    hint: 'Choose another file.',
  });
  await output.write(bytes);
}
