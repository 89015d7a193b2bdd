import { window } from 'vscode';
import { formatBytes } from '../../daemon/format/numbers.ts';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import type { Command } from '../app-context.ts';

/** Which runtimes were found, which is used, and why; and the daemon that uses them. */
export const showBackends: Command = async (app) => {
  const info = await app.link.request(daemonInfo, {});
  const used = info.backends.find(({ available }) => available)?.name;
  const { load, limits } = info;
  await window.showQuickPick(
    [
      ...info.backends.map(({ name, available, adapter, reason }) => ({
        label: `$(${available ? 'check' : 'circle-slash'}) ${name}`,
        description: [adapter, name === used ? 'used' : null].filter((text) => text !== null).join(', '),
        detail: reason ?? (name === used ? 'Trainings run here.' : 'Found; a spec can ask for it.'),
      })),
      {
        label: `$(server-process) Daemon ${info.version}`,
        description: `process ${info.pid}, Node ${info.node}, ${info.platform}`,
        detail: `${load.running} of at most ${limits.runs} trainings run, ${load.queued} wait; ${load.connections} connections; ${formatBytes(load.memory)}; ${load.cores} cores`,
      },
    ],
    { title: 'Backends', placeHolder: 'What trains flows on this machine' },
  );
};
