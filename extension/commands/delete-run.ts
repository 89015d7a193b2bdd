import { l10n, window } from 'vscode';
import { runDelete } from '../../protocol/rpc/run-methods.ts';
import { can } from '../../protocol/run-actions.ts';
import { runToUse } from '../runs/pick-run.ts';
import { defineCommand } from './definition.ts';
import { canAnyRun, runItem } from './places.ts';

const title = l10n.t('Delete Run');

export const deleteRun = defineCommand({
  id: 'flowscope.deleteRun',
  title,
  icon: 'trash',
  when: canAnyRun('delete'),
  menus: [runItem('delete', '4_delete@1')],
  needsTrust: true,
  async run(app, argument) {
    const run = await runToUse(app, argument, { action: 'delete', title, newestOfSpec: false });
    if (run === null) return;
    if (!can(run, 'delete')) {
      const status = app.formatStrings[`status.${run.status}`];
      void window.showInformationMessage(l10n.t('{0}: {1} is {2}. Stop it first.', title, run.name, status));
      return;
    }
    const checkpoints = app.formatStrings.checkpoints({ count: run.checkpoints.length });
    const detail = l10n.t('This deletes its folder with {0}. It cannot be undone.', checkpoints);
    const yes = l10n.t('Delete');
    const sure = await window.showWarningMessage(
      l10n.t('Delete the run {0}?', run.id),
      { modal: true, detail: `${detail}\n\n${run.runDir}` },
      yes,
    );
    if (sure !== yes) return;
    await app.link.request(runDelete, { run: run.runDir });
    await app.store.refresh();
  },
});
