/** What all inspection handlers share: the run, its checkpoint, the cache and the worker. */
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { MethodDefinition } from '../../../protocol/rpc/method.ts';
import { listCheckpoints } from '../../runs/checkpoint-manifest.ts';
import type { CheckpointChoice } from '../../runs/checkpoint-reader.ts';
import type { Run } from '../../runs/run-directory.ts';
import type { InspectionProcess } from '../../worker/inspection-process.ts';
import { createHandler, type Handler, type RequestContext } from '../handler.ts';
import { checkSpecFolder } from '../runs/spec-folder.ts';
import { offered } from './answer-arrays.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { RunLocator } from './run-locator.ts';

export interface Inspection {
  readonly locator: RunLocator;
  readonly worker: InspectionProcess;
  readonly cache: AnswerCache;
}

interface Subject {
  readonly run: string;
  readonly checkpoint: CheckpointChoice;
  readonly panel?: string | undefined;
}

export interface InspectionHandlerOptions<P> {
  /** Checks the request before any work starts. @throws FlowscopeError to refuse it */
  readonly check?: (params: P, context: RequestContext) => Promise<void>;
  /** false if the method has a side effect, so its answer must not be cached. Default true. */
  readonly cached?: boolean;
}

/** Creates a handler for a method whose parameters include a run, a checkpoint and a panel. */
export function inspectionHandler<P extends z.ZodType<Subject>, R extends z.ZodType>(
  { locator, worker, cache }: Inspection,
  definition: MethodDefinition<P, R>,
  { check, cached = true }: InspectionHandlerOptions<z.output<P>> = {},
): Handler {
  return createHandler(
    definition,
    async (params, context) => {
      const { session, signal } = context;
      const { run: name, checkpoint, panel: _, ...rest } = params;
      const run = await locator.find(name, session);
      await checkSpecFolder(run, session);
      await check?.(params, context);
      const chosen = await checkpointOf(run, checkpoint);
      const { trusted } = session;
      const key =
        chosen && cached
          ? keyOf([run.directory, run.record.created, chosen.sha256, definition.name, trusted, rest])
          : null;
      signal.throwIfAborted();
      const known = key === null ? null : cache.get(key);
      const asked = { method: definition.name, runDir: run.directory, checkpoint, trusted, params: rest };
      const answer = known === null ? await worker.ask({ kind: 'run', ...asked }, signal) : known.answer;
      // The worker may have read another checkpoint, if a newer one was saved or the newest is damaged.
      if (known === null && key !== null && stepOf(answer) === chosen?.step) cache.set(key, answer);
      return offered(answer, session, signal) as z.input<R>;
    },
    // A panel shows one thing at a time, so a request about another run replaces its earlier one too.
    { supersedes: ({ panel }) => panel ?? null },
  );
}

async function checkpointOf(run: Run, choice: CheckpointChoice) {
  const known = await listCheckpoints(run.paths.checkpoints);
  return (
    known.findLast(({ step, best }) => (choice === 'best' ? best : choice === 'latest' || step === choice)) ?? null
  );
}

function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

function stepOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'checkpoint' in answer ? answer.checkpoint : null;
}
