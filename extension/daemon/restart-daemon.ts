import { l10n } from 'vscode';
import { connectDaemon } from '../../daemon/client/connect-daemon.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { daemonShutdown } from '../../protocol/rpc/daemon-methods.ts';
import type { AppContext } from '../app-context.ts';
import { daemonUrl } from '../settings.ts';
import { hasEnded, runningDaemon } from './locate-daemon.ts';

/** Time for the runs to save a checkpoint, milliseconds. */
const PATIENCE = 30_000;

/**
 * Shuts the daemon of this machine down and starts it again, even if this window is not connected to it. Only reconnects to a
 * daemon behind a tunnel.
 * @throws FlowscopeError `runs-active` with `onlyIfIdle`, after reconnecting; `not-answering`
 */
export async function restartDaemon(
  { link, log }: Pick<AppContext, 'link' | 'log'>,
  { onlyIfIdle }: { readonly onlyIfIdle: boolean },
): Promise<void> {
  await link.restart(async () => {
    const before = daemonUrl() === null ? await runningDaemon() : null;
    if (before === null) return;
    await shutDown(before, onlyIfIdle);
    if (await hasEnded(before, PATIENCE)) return;
    log.warn(`the daemon (process ${before.pid}) did not exit within ${PATIENCE / 1000} s`);
    throw new FlowscopeError('not-answering', l10n.t('The daemon (process {0}) did not exit.', before.pid), {
      hint: l10n.t('End this process and try again. Its runs can be resumed.'),
    });
  });
}

async function shutDown(discovery: Discovery, onlyIfIdle: boolean): Promise<void> {
  const daemon = await connectDaemon({ discovery });
  try {
    await daemon.request(daemonShutdown, { onlyIfIdle });
  } finally {
    await daemon.close();
  }
}
