import { window } from 'vscode';
import type { MethodDefinition } from '../../protocol/rpc/method.ts';
import { type RunInfo, runPause, runResume, runStop } from '../../protocol/rpc/run-methods.ts';
import { can, isActive, type RunAction } from '../../protocol/run-actions.ts';
import type { AppContext, Command } from '../app-context.ts';
import { runToUse } from '../runs/pick-run.ts';
import { requireTrust } from '../trust.ts';

interface RunActionOptions {
  readonly action: RunAction;
  readonly title: string;
  readonly request: (app: AppContext, run: RunInfo) => Promise<{ readonly run: RunInfo }>;
}

function runAction({ action, title, request }: RunActionOptions): Command {
  return async (app, argument) => {
    requireTrust(title);
    const run = await runToUse(app.store, argument, { action, title, newestOfSpec: true });
    if (run === null) return;
    if (!can(run, action)) {
      const elsewhere = isActive(run) && !run.owned ? ' in another process, and only that process can control it' : '';
      void window.showInformationMessage(`${title}: ${run.name} is ${run.status}${elsewhere}.`);
      return;
    }
    app.store.take((await request(app, run)).run);
  };
}

const simple =
  (definition: MethodDefinition<typeof runPause.params, typeof runPause.result>): RunActionOptions['request'] =>
  (app, { runDir }) =>
    app.link.request(definition, { run: runDir });

export const pause = runAction({ action: 'pause', title: 'Pause Training', request: simple(runPause) });
export const stop = runAction({
  action: 'stop',
  title: 'Stop Training',
  async request(app, { runDir }) {
    // The user who stops a run needs no message about its end.
    const told = app.started.has(runDir);
    app.started.delete(runDir);
    return app.link.request(runStop, { run: runDir }).catch((error: unknown) => {
      if (told) app.started.add(runDir);
      throw error;
    });
  },
});
export const resume = runAction({
  action: 'resume',
  title: 'Resume Training',
  async request(app, { runDir }) {
    app.started.add(runDir);
    return app.link.request(runResume, { run: runDir }).catch((error: unknown) => {
      app.started.delete(runDir);
      throw error;
    });
  },
});
