import { runStart } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';
import { checkPath } from '../trusted-path.ts';

export function startHandler(service: RunService): Handler {
  return createHandler(runStart, async ({ spec, runDir, steps, seed, threads }, { session }) => {
    checkPath(session, spec.path, 'spec.path');
    if (runDir !== undefined) checkPath(session, runDir, 'runDir');
    const run = await service.start({
      specText: spec.text,
      specPath: spec.path,
      unsaved: spec.unsaved,
      trusted: session.trusted,
      runDir: runDir ?? null,
      steps: steps ?? null,
      seed: seed ?? null,
      threads: threads ?? null,
    });
    return { run };
  });
}
