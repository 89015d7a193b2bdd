import { connectDaemon } from '../../daemon/client/connect-daemon.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { daemonShutdown } from '../../protocol/rpc/daemon-methods.ts';
import type { AppContext } from '../app-context.ts';
import { daemonUrl } from '../settings.ts';
import { hasEnded, runningDaemon } from './locate-daemon.ts';

/** Trainings save a checkpoint first. Milliseconds. */
const PATIENCE = 30_000;

/**
 * Ends the daemon of this machine in good order and starts it anew, whether this window is connected to it or not. One behind a
 * tunnel is only connected to again.
 * @throws FlowscopeError `runs-active` with `onlyIfIdle`, and the window is connected again; `not-answering`
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
    log.warn(`the daemon (process ${before.pid}) did not end within ${PATIENCE / 1000} s`);
    throw new FlowscopeError('not-answering', `The daemon (process ${before.pid}) did not end.`, {
      hint: 'End that process, then try again. Its trainings can be resumed.',
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
