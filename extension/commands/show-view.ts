import type { Command } from '../app-context.ts';
import { pickRun, runOfArgument } from '../runs/pick-run.ts';
import { requireTrust } from '../trust.ts';
import type { ViewName } from '../views/view-address.ts';

/** Opens a page of a run: the argument's, else the newest run of the spec in the front, else one that is chosen. */
export function showView(view: ViewName, title: string): Command {
  return async (app, argument) => {
    requireTrust(title);
    await app.store.loaded();
    const action = view === 'training' ? null : 'inspect';
    const run = runOfArgument(app.store, argument) ?? (await pickRun(app.store, { action, title, newestOfSpec: true }));
    if (run !== null) await app.views.open(view, [run], stepOf(argument) ?? 'latest');
  };
}

/** Of an entry of a checkpoint in the Runs view. */
function stepOf(argument: unknown): number | null {
  if (typeof argument !== 'object' || argument === null || !('step' in argument)) return null;
  return typeof argument.step === 'number' ? argument.step : null;
}
