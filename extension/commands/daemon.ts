/** The commands about the daemon. */
import { homedir } from 'node:os';
import { l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { formatBytes } from '../../daemon/format/numbers.ts';
import { daemonBackends, daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { restartDaemon } from '../daemon/restart-daemon.ts';
import { enterToken } from '../daemon/token.ts';
import { daemonUrl, engineDefaults } from '../settings.ts';
import { defineCommand } from './definition.ts';
import { runsTitle } from './places.ts';

export const restart = defineCommand({
  id: 'flowscope.restartDaemon',
  title: l10n.t('Restart Daemon'),
  menus: [runsTitle('flowscope@2')],
  async run(app) {
    await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Restarting the Flowscope daemon') },
      () => restartDaemon(app, { onlyIfIdle: false }),
    );
    // The daemon has been restarted. If it is gone again by now, the link reconnects and says so.
    await app.store.refresh().catch((error: unknown) => app.log.warn(`the runs cannot be listed: ${error}`));
  },
});

export const showLog = defineCommand({
  id: 'flowscope.showLog',
  title: l10n.t('Show Log'),
  menus: [runsTitle('flowscope@3')],
  run: async ({ log }) => log.show(),
});

/** Lists the backends, which one is used and why, and the daemon. */
export const showBackends = defineCommand({
  id: 'flowscope.showBackends',
  title: l10n.t('Show Backends'),
  menus: [runsTitle('flowscope@1')],
  async run(app) {
    const { python } = engineDefaults(workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir()));
    const [info, { backends, measured }] = await window.withProgress(
      { location: ProgressLocation.Window, title: l10n.t('Looking for backends') },
      () =>
        Promise.all([
          app.link.request(daemonInfo, {}),
          app.link.request(daemonBackends, python === undefined ? {} : { python }),
        ]),
    );
    const { load, limits } = info;
    const role = (automatic: boolean) =>
      automatic ? l10n.t('Runs train on this backend.') : l10n.t('Available. A spec can select it.');
    await window.showQuickPick(
      [
        ...backends.map(
          ({ name, available, automatic, devices, versions, reason, fix, problem, millisecondsPerStep }) => ({
            label: `${available ? '$(check)' : '$(circle-slash)'} ${name}`,
            description: [
              ...(millisecondsPerStep === undefined
                ? []
                : [l10n.t('{0} ms a step', millisecondsPerStep.toPrecision(3))]),
              ...devices.map((device) => `${device.name} ${device.kind}`),
              ...Object.entries(versions).map(([of, version]) => `${of} ${version}`),
              ...(automatic ? [l10n.t('used')] : []),
            ].join(', '),
            detail:
              reason === null ? (problem ?? role(automatic)) : [reason, fix].filter((text) => text !== null).join(' '),
          }),
        ),
        {
          label: `$(server-process) ${l10n.t('Daemon {0}', info.version)}`,
          description: l10n.t('process {0}, Node {1}, {2}', info.pid, info.node, info.platform),
          detail: l10n.t(
            '{0} of at most {1} runs training, {2} queued; {3}; {4}; {5}',
            load.running,
            limits.runs,
            load.queued,
            app.formatStrings.connections({ count: load.connections }),
            formatBytes(load.memory),
            app.formatStrings.cores({ count: load.cores }),
          ),
        },
      ],
      {
        title: l10n.t('Backends'),
        placeHolder: measured === undefined ? l10n.t('Backends on this machine') : l10n.t('Times are of {0}', measured),
      },
    );
  },
});

export const enterDaemonToken = defineCommand({
  id: 'flowscope.enterToken',
  title: l10n.t('Enter Daemon Token'),
  when: 'config.flowscope.daemon.url',
  async run(app) {
    const url = daemonUrl();
    if (url === null) {
      const setting = 'flowscope.daemon.url';
      void window.showInformationMessage(
        l10n.t('No token is needed. Set {0} first to use a daemon behind a tunnel.', setting),
      );
    } else if (await enterToken(app.context.secrets, url)) await app.link.restart();
  },
});
