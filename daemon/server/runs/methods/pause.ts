import { runPause } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';

export function pauseHandler(service: RunService): Handler {
  return createHandler(runPause, async ({ run }, { session }) => ({ run: await service.pause(run, session) }));
}
