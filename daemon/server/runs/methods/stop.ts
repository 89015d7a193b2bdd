import { runStop } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';

export function stopHandler(service: RunService): Handler {
  return createHandler(runStop, async ({ run, force }, { session }) => ({
    run: await service.stop(run, session, force),
  }));
}
