/** The commands that pause, resume and stop a run. */
import { l10n, Uri, window } from 'vscode';
import type { FormatStrings } from '../../daemon/format/strings.ts';
import { type RunInfo, runPause, runResume, runStop } from '../../protocol/rpc/run-methods.ts';
import { can, isActive, type RunAction } from '../../protocol/run-actions.ts';
import type { AppContext } from '../app-context.ts';
import { runToUse } from '../runs/pick-run.ts';
import { engineDefaults } from '../settings.ts';
import { type CommandDefinition, defineCommand } from './definition.ts';
import { canAnyRun, runItem } from './places.ts';

interface RunControl extends Pick<CommandDefinition, 'title' | 'icon'> {
  /** Its command is `flowscope.ACTION`. */
  readonly action: RunAction;
  /** In the context menu of a run, where the first two share a place, since a run allows one of them. */
  readonly groups: readonly string[];
  readonly request: (app: AppContext, run: RunInfo) => Promise<{ readonly run: RunInfo }>;
}

function runControl({ action, groups, request, ...texts }: RunControl): CommandDefinition {
  const { title } = texts;
  return defineCommand({
    ...texts,
    id: `flowscope.${action}`,
    when: canAnyRun(action),
    menus: groups.map((group) => runItem(action, group)),
    needsTrust: true,
    async run(app, argument) {
      const run = await runToUse(app, argument, { action, title, newestOfSpec: true });
      if (run === null) return;
      if (can(run, action)) app.store.take((await request(app, run)).run);
      else void window.showInformationMessage(whyNot(title, run, app.formatStrings));
    },
  });
}

function whyNot(title: string, run: RunInfo, strings: FormatStrings): string {
  const status = strings[`status.${run.status}`];
  return isActive(run) && !run.owned
    ? l10n.t('{0}: {1} is {2} in another process, and only that process can control it.', title, run.name, status)
    : l10n.t('{0}: {1} is {2}.', title, run.name, status);
}

export const pause = runControl({
  action: 'pause',
  title: l10n.t('Pause Training'),
  icon: 'debug-pause',
  groups: ['inline@1', '2_train@1'],
  request: (app, { runDir }) => app.link.request(runPause, { run: runDir }),
});

export const resume = runControl({
  action: 'resume',
  title: l10n.t('Resume Training'),
  icon: 'debug-continue',
  groups: ['inline@1', '2_train@2'],
  async request(app, { runDir, spec }) {
    app.started.add(runDir);
    // Where it computes is the run's own; which Python is a matter of this machine.
    const { python } = engineDefaults(Uri.file(spec));
    const engine = python === undefined ? {} : { engine: { python } };
    return app.link.request(runResume, { run: runDir, ...engine }).catch((error: unknown) => {
      app.started.delete(runDir);
      throw error;
    });
  },
});

export const stop = runControl({
  action: 'stop',
  title: l10n.t('Stop Training'),
  icon: 'debug-stop',
  groups: ['inline@2', '2_train@3'],
  async request(app, { runDir }) {
    // The user who stops a run needs no message about its end.
    const wasReported = app.started.has(runDir);
    app.started.delete(runDir);
    return app.link.request(runStop, { run: runDir }).catch((error: unknown) => {
      if (wasReported) app.started.add(runDir);
      throw error;
    });
  },
});
