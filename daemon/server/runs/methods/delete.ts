import { runDelete } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';

export function deleteHandler(service: RunService): Handler {
  return createHandler(runDelete, async ({ run }, { session }) => {
    await service.remove(run, session);
    return {};
  });
}
