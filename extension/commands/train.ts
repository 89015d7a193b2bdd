import { l10n, window } from 'vscode';
import { queuedBehind } from '../../protocol/queue.ts';
import { flowToUse } from '../flow-documents.ts';
import { startRun } from '../runs/start-run.ts';
import { defineCommand } from './definition.ts';
import { OF_SPEC, specMenus, specTitle } from './places.ts';

/** Trains the text in the editor, saved or not, and opens its Training panel. */
export const train = defineCommand({
  id: 'flowscope.train',
  title: l10n.t('Train Flow'),
  icon: 'play',
  when: OF_SPEC,
  menus: [specTitle(1), ...specMenus(1)],
  needsTrust: true,
  async run(app, argument) {
    const run = await startRun(app, await flowToUse(argument));
    if (run.queuePosition !== null) {
      const behind = queuedBehind(run, app.store.all());
      void window.showInformationMessage(
        behind === null
          ? l10n.t('{0} is queued. Training starts when other runs end or are paused.', run.name)
          : l10n.t('{0} is queued behind {1}. Training starts when other runs end or are paused.', run.name, behind),
      );
    }
    app.panels.open('training', [run]);
  },
});
