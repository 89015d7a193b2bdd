import { l10n, Uri } from 'vscode';
import { runToUse } from '../runs/pick-run.ts';
import { defineCommand, execute } from './definition.ts';
import { canAnyRun, runItem } from './places.ts';
import { train } from './train.ts';

const title = l10n.t('Train Again');

/** Trains the spec of a run that failed before its first checkpoint, as the spec is now. */
export const trainAgain = defineCommand({
  id: 'flowscope.trainAgain',
  title,
  icon: 'debug-restart',
  when: canAnyRun('again'),
  menus: [runItem('again', 'inline@1'), runItem('again', '2_train@1')],
  needsTrust: true,
  async run(app, argument) {
    const run = await runToUse(app, argument, { action: 'again', title, newestOfSpec: true });
    if (run !== null) await execute(train, { uri: Uri.file(run.spec).toString() });
  },
});
