/** Handlers of the methods that start, control, list and follow runs. */
import {
  runAnnotate,
  runCheckpoint,
  runDeletable,
  runDelete,
  runList,
  runPause,
  runResume,
  runStart,
  runStop,
  runSubscribe,
  runUnsubscribe,
} from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';
import { createSubscriptions } from '../subscriptions.ts';
import { trustedEngine } from '../trusted-engine.ts';
import { checkPath } from '../trusted-path.ts';

/** As many names as a message can show. */
const MOST_OTHERS = 100;

export function controlHandlers(service: RunService): readonly Handler[] {
  return [
    createHandler(runStart, async ({ spec, runDir, steps, seed, threads, engine }, { session, signal }) => {
      await checkPath(session, spec.path, 'spec.path');
      if (runDir !== undefined) await checkPath(session, runDir, 'runDir');
      const request = {
        session,
        specText: spec.text,
        specPath: spec.path,
        unsaved: spec.unsaved,
        trusted: session.trusted,
        runDir: runDir ?? null,
        steps: steps ?? null,
        seed: seed ?? null,
        threads: threads ?? null,
        engine: trustedEngine(engine, session),
      };
      return { run: await service.start(request, signal) };
    }),
    createHandler(runResume, async ({ run, threads, takeOver, fromStart = false, engine }, { session, signal }) => ({
      run: await service.resume(run, session, {
        ...{ threads: threads ?? null, takeOver, fromStart, signal },
        engine: trustedEngine(engine, session),
      }),
    })),
    createHandler(runPause, async ({ run }, { session }) => ({ run: await service.pause(run, session) })),
    createHandler(runCheckpoint, async ({ run }, { session }) => ({
      run: await service.checkpoint(run, session),
    })),
    createHandler(runStop, async ({ run, force }, { session }) => ({
      run: await service.stop(run, session, force),
    })),
    createHandler(runDeletable, async ({ run }, { session }) => {
      const { runDir, others } = await service.deletable(run, session);
      return { runDir, others: others.slice(0, MOST_OTHERS) };
    }),
    createHandler(runDelete, async ({ run, trashed }, { session }) => {
      if (trashed) await service.trashed(run, session);
      const kept = trashed ? [] : await service.remove(run, session);
      return { kept: kept.slice(0, MOST_OTHERS) };
    }),
    createHandler(runAnnotate, async ({ run, ...change }, { session }) => ({
      run: await service.annotate(run, session, change),
    })),
    createHandler(runList, async ({ root }, { session }) => {
      if (root !== undefined) await checkPath(session, root, 'root');
      const { runs, damaged } = await service.list(session, root ?? null);
      const lost = damaged.map(({ runDir, error }) => ({ runDir, message: error.message }));
      return { runs: [...runs], ...(lost.length === 0 ? {} : { damaged: lost }) };
    }),
  ];
}

export function subscriptionHandlers(service: RunService, log: (line: string) => void): readonly Handler[] {
  const subscriptions = createSubscriptions(service, log);
  return [
    createHandler(runSubscribe, async ({ run, from }, { session }) => ({
      subscription: subscriptions.add(session, await service.locate(run, session), from),
    })),
    createHandler(runUnsubscribe, async ({ subscription }, { session }) => {
      subscriptions.remove(session, subscription);
      return {};
    }),
  ];
}
