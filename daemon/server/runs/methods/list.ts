import { runList } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';
import { checkPath } from '../trusted-path.ts';

export function listHandler(service: RunService): Handler {
  return createHandler(runList, async ({ root }, { session }) => {
    if (root !== undefined) await checkPath(session, root, 'root');
    return { runs: [...(await service.list(session, root ?? null))] };
  });
}
