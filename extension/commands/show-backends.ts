import { window } from 'vscode';
import { formatBytes } from '../../daemon/format/numbers.ts';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import type { Command } from '../app-context.ts';

/** Lists the runtimes, which one is used and why, and the daemon. */
export const showBackends: Command = async (app) => {
  const info = await app.link.request(daemonInfo, {});
  const used = info.backends.find(({ available }) => available)?.name;
  const { load, limits } = info;
  await window.showQuickPick(
    [
      ...info.backends.map(({ name, available, adapter, reason }) => ({
        label: `$(${available ? 'check' : 'circle-slash'}) ${name}`,
        description: [adapter, name === used ? 'used' : null].filter((text) => text !== null).join(', '),
        detail: reason ?? (name === used ? 'Runs train on this backend.' : 'Available. A spec can select it.'),
      })),
      {
        label: `$(server-process) Daemon ${info.version}`,
        description: `process ${info.pid}, Node ${info.node}, ${info.platform}`,
        detail: `${load.running} of at most ${limits.runs} runs training, ${load.queued} queued; ${load.connections} connections; ${formatBytes(load.memory)}; ${load.cores} cores`,
      },
    ],
    { title: 'Backends', placeHolder: 'Runtimes on this machine' },
  );
};
