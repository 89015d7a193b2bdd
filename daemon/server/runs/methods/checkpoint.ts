import { runCheckpoint } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';

export function checkpointHandler(service: RunService): Handler {
  return createHandler(runCheckpoint, async ({ run }, { session }) => ({
    run: await service.checkpoint(run, session),
  }));
}
