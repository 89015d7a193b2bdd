import { basename, dirname, extname, join } from 'node:path';
import { l10n, ProgressLocation, Uri, window } from 'vscode';
import { runOnce } from '../../daemon/client/run-once.ts';
import { flowNameOfData } from '../../daemon/templates/flow-name.ts';
import { nodePath } from '../settings.ts';
import { askName } from './ask-name.ts';
import { defineCommand } from './definition.ts';
import { DATA_ENDINGS, dataFileMenu } from './places.ts';

const title = l10n.t('New Flow from Data…');

/** Writes a spec for a data file, beside it, and opens it. Never overwrites a file. */
export const newFlowFromData = defineCommand({
  id: 'flowscope.newFlowFromData',
  title,
  icon: 'table',
  menus: [dataFileMenu(1)],
  async run({ context }, argument) {
    const data = argument instanceof Uri ? argument : await chooseFile();
    if (data === null) return;
    const folder = Uri.file(dirname(data.fsPath));
    const file = basename(data.fsPath);
    const named = await askName(l10n.t('New Flow from {0}: Name', file), folder, flowNameOfData(file));
    if (named === null) return;
    await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Reading {0}', file), cancellable: true },
      async (_, token) => {
        const cancelled = new AbortController();
        token.onCancellationRequested(() => cancelled.abort());
        await runOnce({
          // The command line reads the file in a process of its own: it may be large.
          script: join(context.asAbsolutePath('dist'), 'flowscope.js'),
          node: nodePath(),
          args: ['init', named.name, '--data', data.fsPath],
          cwd: folder.fsPath,
          signal: cancelled.signal,
        });
      },
    );
    await window.showTextDocument(named.uri);
  },
});

async function chooseFile(): Promise<Uri | null> {
  const chosen = await window.showOpenDialog({
    title,
    // A dialog knows only what follows the last point.
    filters: { [l10n.t('Data')]: DATA_ENDINGS.map((ending) => extname(`x${ending}`).slice(1)) },
    openLabel: l10n.t('New Flow'),
  });
  return chosen?.[0] ?? null;
}
