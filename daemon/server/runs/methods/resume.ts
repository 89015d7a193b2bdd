import { runResume } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';

export function resumeHandler(service: RunService): Handler {
  return createHandler(runResume, async ({ run, threads, takeOver }, { session, signal }) => ({
    run: await service.resume(run, session, { threads: threads ?? null, takeOver, signal }),
  }));
}
