import type { Command } from '../app-context.ts';
import { runToUse, stepOfArgument } from '../runs/pick-run.ts';
import { requireTrust } from '../trust.ts';
import type { ViewName } from '../views/view-address.ts';

/** Opens a page of a run: the argument's, else the newest run of the spec in the front, else one that is chosen. */
export function showView(view: ViewName, title: string): Command {
  return async (app, argument) => {
    requireTrust(title);
    const action = view === 'training' ? null : 'inspect';
    const run = await runToUse(app.store, argument, { action, title, newestOfSpec: true });
    if (run !== null) await app.views.open(view, [run], stepOfArgument(argument) ?? 'latest');
  };
}
