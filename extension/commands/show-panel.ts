import type { PanelName } from '../../protocol/panel/panel-names.ts';
import type { Command } from '../app-context.ts';
import { runToUse, stepOfArgument } from '../runs/pick-run.ts';
import { requireTrust } from '../trust.ts';

/** Opens a panel of a run: the argument's, else the newest run of the active spec, else one that the user picks. */
export function showPanel(panel: PanelName, title: string): Command {
  return async (app, argument) => {
    requireTrust(title);
    const action = panel === 'training' ? null : 'inspect';
    const run = await runToUse(app.store, argument, { action, title, newestOfSpec: true });
    if (run !== null) app.panels.open(panel, [run], stepOfArgument(argument) ?? 'latest');
  };
}
