import { runStart } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';
import { checkPath } from '../trusted-path.ts';

export function startHandler(service: RunService): Handler {
  return createHandler(runStart, async ({ spec, runDir, steps, seed, threads }, { session, signal }) => {
    await checkPath(session, spec.path, 'spec.path');
    if (runDir !== undefined) await checkPath(session, runDir, 'runDir');
    const request = {
      specText: spec.text,
      specPath: spec.path,
      unsaved: spec.unsaved,
      trusted: session.trusted,
      runDir: runDir ?? null,
      steps: steps ?? null,
      seed: seed ?? null,
      threads: threads ?? null,
    };
    return { run: await service.start(request, signal) };
  });
}
