import { env, l10n, Uri, window, workspace } from 'vscode';
import { RpcError } from '../../daemon/client/rpc-error.ts';
import { RPC_ERROR } from '../../protocol/rpc/error-codes.ts';
import { type RunInfo, runDeletable, runDelete } from '../../protocol/rpc/run-methods.ts';
import { can, hasBegun } from '../../protocol/run-actions.ts';
import type { AppContext } from '../app-context.ts';
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
    const others = await othersOf(app, run);
    const byTrash = others?.length === 0 && hasBegun(run) && mayUseTrash();
    const deleted = byTrash ? await moveToTrash(app, run) : await remove(app, run, others ?? []);
    if (deleted) await app.store.refresh();
  },
});

/** What the run's folder has that Flowscope did not write, and therefore keeps; null: an older daemon cannot tell. */
async function othersOf({ link }: AppContext, run: RunInfo): Promise<readonly string[] | null> {
  try {
    return (await link.request(runDeletable, { run: run.runDir })).others;
  } catch (error) {
    if (error instanceof RpcError && error.code === RPC_ERROR.unknownMethod) return null;
    throw error;
  }
}

/** Remote folders have no trash. */
function mayUseTrash(): boolean {
  return env.remoteName === undefined && workspace.getConfiguration('files').get<boolean>('enableTrash') !== false;
}

/** @returns false: the user cancelled */
async function moveToTrash(app: AppContext, run: RunInfo): Promise<boolean> {
  const checkpoints = app.formatStrings.checkpoints({ count: run.checkpoints.length });
  const yes = l10n.t('Move to Trash');
  const detail = l10n.t('The folder of the run and {0} move to the trash.', checkpoints);
  if (!(await sure(run, detail, yes))) return false;
  try {
    await workspace.fs.delete(Uri.file(run.runDir), { recursive: true, useTrash: true });
  } catch (error) {
    // Some disks have none.
    const reason = error instanceof Error ? error.message : String(error);
    return remove(app, run, [], l10n.t('The folder cannot be moved to the trash: {0}', reason));
  }
  await app.link.request(runDelete, { run: run.runDir, trashed: true });
  return true;
}

/** @returns false: the user cancelled */
async function remove(
  app: AppContext,
  run: RunInfo,
  others: readonly string[],
  because: string | null = null,
): Promise<boolean> {
  const checkpoints = app.formatStrings.checkpoints({ count: run.checkpoints.length });
  const what =
    others.length === 0
      ? l10n.t('This deletes its folder with {0}. It cannot be undone.', checkpoints)
      : l10n.t(
          'This deletes the files of the run and {0}. It cannot be undone. Other files are kept: {1}',
          checkpoints,
          others.join(', '),
        );
  const yes = l10n.t('Delete');
  if (!(await sure(run, because === null ? what : `${because}\n\n${what}`, yes))) return false;
  const { kept = [] } = await app.link.request(runDelete, { run: run.runDir });
  if (kept.length > 0) {
    void window.showInformationMessage(l10n.t('Run {0} deleted. These files were kept: {1}', run.id, kept.join(', ')));
  }
  return true;
}

async function sure(run: RunInfo, detail: string, yes: string): Promise<boolean> {
  const answer = await window.showWarningMessage(
    l10n.t('Delete the run {0}?', run.id),
    { modal: true, detail: `${detail}\n\n${run.runDir}` },
    yes,
  );
  return answer === yes;
}
