import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { l10n, window } from 'vscode';
import { timeName } from '../../daemon/encoding/time-name.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { queuedBehind } from '../../protocol/queue.ts';
import { runStart } from '../../protocol/rpc/run-methods.ts';
import { restartDaemon } from '../daemon/restart-daemon.ts';
import { flowToUse } from '../flow-documents.ts';
import { runsDirectory } from '../settings.ts';
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
    const document = await flowToUse(argument);
    const path = document.uri.fsPath;
    const folder = runsDirectory(document.uri);
    const params = {
      spec: { text: document.getText(), path, unsaved: document.isDirty },
      ...(folder === null ? {} : { runDir: join(folder, runName(basename(path, '.flow.json'))) }),
    };
    const start = () => app.link.request(runStart, params);
    const { run } = await start().catch(async (error: unknown) => {
      // An update replaced the daemon's files: start a new daemon if no run is active.
      if (!(error instanceof FlowscopeError) || error.code !== 'daemon-outdated') throw error;
      await restartDaemon(app, { onlyIfIdle: true }).catch((reason: unknown) => {
        throw reason instanceof FlowscopeError && reason.code === 'runs-active' ? error : reason;
      });
      return start();
    });
    app.started.add(run.runDir);
    app.store.take(run);
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

/** Same limit as for names of flows. */
const LONGEST = 64;

function runName(name: string): string {
  return `${name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, LONGEST)}-${timeName(new Date())}-${randomBytes(2).toString('hex')}`;
}
