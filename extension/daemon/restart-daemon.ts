import { setTimeout as delay } from 'node:timers/promises';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { daemonShutdown } from '../../protocol/rpc/daemon-methods.ts';
import type { AppContext } from '../app-context.ts';
import { daemonUrl } from '../settings.ts';
import { runningDaemon } from './locate-daemon.ts';

/** Trainings save a checkpoint first. Milliseconds. */
const PATIENCE = 30_000;

/**
 * Ends the daemon in good order and starts it anew. One behind a tunnel is only connected to again.
 * @throws FlowscopeError `runs-active` with `onlyIfIdle`; `not-answering`
 */
export async function restartDaemon(
  { link, log }: Pick<AppContext, 'link' | 'log'>,
  { onlyIfIdle }: { readonly onlyIfIdle: boolean },
): Promise<void> {
  const here = daemonUrl() === null;
  const before = here ? await runningDaemon() : null;
  if (before !== null && link.state === 'connected') await link.request(daemonShutdown, { onlyIfIdle });
  await link.restart(async () => {
    const until = Date.now() + PATIENCE;
    while (before !== null && link.state !== 'connected' && Date.now() < until) {
      const now = await runningDaemon();
      if (now === null || now.instance !== before.instance) return;
      await delay(100);
    }
    if (before === null) return;
    log.warn(`the daemon (process ${before.pid}) did not end within ${PATIENCE / 1000} s`);
    throw new FlowscopeError('not-answering', `The daemon (process ${before.pid}) did not end.`, {
      hint: 'End that process, then try again. Its trainings can be resumed.',
    });
  });
}
