import { window } from 'vscode';
import { formatCounted } from '../../daemon/format/numbers.ts';
import { runDelete } from '../../protocol/rpc/run-methods.ts';
import { can } from '../../protocol/run-actions.ts';
import type { Command } from '../app-context.ts';
import { runToUse } from '../runs/pick-run.ts';
import { requireTrust } from '../trust.ts';

export const deleteRun: Command = async (app, argument) => {
  const title = 'Delete Run';
  requireTrust(title);
  const run = await runToUse(app.store, argument, { action: 'delete', title, newestOfSpec: false });
  if (run === null) return;
  if (!can(run, 'delete')) {
    void window.showInformationMessage(`${title}: ${run.name} is ${run.status}. Stop it first.`);
    return;
  }
  const sure = await window.showWarningMessage(
    `Delete the run ${run.id}?`,
    {
      modal: true,
      detail: `This deletes its folder with ${formatCounted(run.checkpoints.length, 'checkpoint')}. It cannot be undone.\n\n${run.runDir}`,
    },
    'Delete',
  );
  if (sure !== 'Delete') return;
  await app.link.request(runDelete, { run: run.runDir });
  await app.store.refresh();
};
