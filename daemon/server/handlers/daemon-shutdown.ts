import { daemonShutdown } from '../../../protocol/rpc/daemon-methods.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { createHandler, type Handler } from '../handler.ts';
import type { Load } from '../service.ts';

export interface ShutdownPorts {
  busy(): Load;
  /** Ends the daemon after the answer was sent. */
  stop(): void;
}

export function daemonShutdownHandler({ busy, stop }: ShutdownPorts): Handler {
  return createHandler(daemonShutdown, async ({ onlyIfIdle }) => {
    const { running, queued } = busy();
    if (onlyIfIdle && running + queued > 0) {
      throw new FlowscopeError('runs-active', `Runs are active: ${running} training, ${queued} queued.`, {
        hint: 'Wait for them, or stop them. Without onlyIfIdle they are stopped after saving a checkpoint.',
      });
    }
    stop();
    return {};
  });
}
