/** Opens the data file of a run, a text at a line. The panel names a split, and the run's record says which file it is from. */
import { dirname, resolve } from 'node:path';
import { commands, l10n, Range, Uri, ViewColumn } from 'vscode';
import * as z from 'zod/mini';
import { readableRun } from '../../daemon/outputs/protected-files.ts';
import { unpackedAddress } from './unpacked-texts.ts';

const dataFiles = z.object({ data: z.object({ path: z.string(), testPath: z.optional(z.nullable(z.string())) }) });

/** @param line 1-based; null: the file has no lines @throws Error if the run or its data have no file */
export async function openRow(
  runDir: string,
  split: 'train' | 'validation' | 'test',
  line: number | null,
): Promise<void> {
  const run = await readableRun(runDir);
  const plan = dataFiles.safeParse(run?.record.plan);
  if (run === null || !plan.success) throw new Error(l10n.t('The run does not say where its data are.'));
  const { path, testPath } = plan.data.data;
  const file = split === 'test' && testPath != null ? testPath : path;
  const at = resolve(dirname(run.record.spec), file);
  const address = (line === null ? null : await unpackedAddress(at)) ?? Uri.file(at);
  // Unlike a text document of an extension, this also opens files of more than 50 MB.
  await commands.executeCommand('vscode.open', address, {
    viewColumn: ViewColumn.One,
    ...(line === null ? {} : { selection: new Range(line - 1, 0, line - 1, 0) }),
  });
}
