import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { l10n, Uri, window, workspace } from 'vscode';
import { openOutput } from '../../daemon/outputs/output-file.ts';
import { type ComparisonTemplate, comparisonTemplates } from '../../daemon/templates/comparisons.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { AppContext } from '../app-context.ts';
import { startRun } from '../runs/start-run.ts';
import { requireTrust } from '../trust.ts';
import { chooseFolder } from './choose-folder.ts';
import { defineCommand } from './definition.ts';

const title = l10n.t('New Comparison');

/** Creates specs of a flow, a VAE and a GAN on the same data, and offers to train and compare them. Never overwrites a file. */
export const newComparison = defineCommand({
  id: 'flowscope.newComparison',
  title,
  icon: 'split-horizontal',
  async run(app) {
    const chosen = await window.showQuickPick(
      comparisonTemplates.map(({ data, summary }) => ({ label: data, description: summary })),
      { title, placeHolder: l10n.t('Select the data'), matchOnDescription: true },
    );
    if (chosen === undefined) return;
    const folder = await chooseFolder(l10n.t('New Comparison: Folder'));
    if (folder === null) return;
    const template = comparisonTemplates.find(({ data }) => data === chosen.label)!;
    const specs = await writeSpecs(template, { folder, examples: Uri.joinPath(app.context.extensionUri, 'examples') });
    await window.showTextDocument(specs[0]!);
    const trainAll = l10n.t('Train All and Compare');
    const answer = await window.showInformationMessage(
      l10n.t('{0} specs of {1} are in {2}.', specs.length, chosen.label, folder.fsPath),
      trainAll,
    );
    if (answer === trainAll) await trainSpecs(app, specs);
  },
});

interface Places {
  readonly folder: Uri;
  /** Where the data that come with Flowscope are. */
  readonly examples: Uri;
}

/** Files that exist are kept: they may be edited specs of an earlier comparison. */
async function writeSpecs(
  { data, specs, files }: ComparisonTemplate,
  { folder, examples }: Places,
): Promise<readonly Uri[]> {
  for (const name of files) {
    const [from, to] = [Uri.joinPath(examples, name), Uri.joinPath(folder, name)];
    await copyFile(from.fsPath, to.fsPath, constants.COPYFILE_EXCL).catch(ignoreExisting);
  }
  const uris: Uri[] = [];
  for (const { kind, template } of specs) {
    const name = `${data}-${kind}`;
    const uri = Uri.joinPath(folder, `${name}.flow.json`);
    uris.push(uri);
    const hint = l10n.t('Choose another folder.');
    await openOutput(uri.fsPath, { run: null, inputs: [], trusted: true, replace: false, existsCode: EXISTS, hint })
      .then((file) => file.write(template.text(name)))
      .catch(ignoreExisting);
  }
  return uris;
}

const EXISTS = 'EEXIST';

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === EXISTS)) throw error;
}

/** One after the other: the daemon queues those that it has no room for. */
async function trainSpecs(app: AppContext, specs: readonly Uri[]): Promise<void> {
  requireTrust();
  const runs: RunInfo[] = [];
  for (const spec of specs) runs.push(await startRun(app, await workspace.openTextDocument(spec)));
  app.panels.open('compare', runs);
}
