/** Answers the requests for figures: finds the run and its checkpoint, then asks the cache and the worker. */
import { createHash } from 'node:crypto';
import type { DataProgress } from '../../../protocol/data-progress.ts';
import { type FigureDefinition, figureSubject } from '../../../protocol/figures/define-figure.ts';
import { inspectReading } from '../../../protocol/rpc/inspection-notices.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { CheckpointChoice } from '../../runs/checkpoints/find-checkpoint.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { findWeights } from '../../runs/snapshots/read-weights.ts';
import type { InspectionProcess } from '../../worker/inspection-process.ts';
import { createHandler, type Handler } from '../handler.ts';
import { checkSpecFolder } from '../runs/spec-folder.ts';
import { checkPath } from '../runs/trusted-path.ts';
import type { Session } from '../session.ts';
import { offered } from './answer-arrays.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { RunLocator } from './run-locator.ts';

export interface Inspection {
  readonly locator: RunLocator;
  readonly worker: InspectionProcess;
  readonly cache: AnswerCache;
}

/** Handles a figure's requests. */
export function inspectionHandler({ locator, worker, cache }: Inspection, figure: FigureDefinition): Handler {
  const { name: figureName, method, writes } = figure;
  return createHandler(
    method,
    async (params, context) => {
      const { session, signal } = context;
      const { run: name, checkpoint } = figureSubject.parse(params);
      const { run: _, checkpoint: __, panel: ___, ...rest } = params;
      const run = await locator.find(name, session);
      await checkSpecFolder(run, session);
      // Refused before any work starts.
      if (writes !== undefined) await checkPath(session, String(figure.read(rest)[writes]), writes);
      const chosen = await checkpointOf(run, checkpoint);
      const { trusted } = session;
      // An answer that says what was written to a file must not be given without writing it.
      const key =
        chosen && writes === undefined
          ? keyOf([run.directory, run.record.created, chosen.sha256, method.name, trusted, rest])
          : null;
      signal.throwIfAborted();
      const known = key === null ? null : cache.get(key);
      const asked = { figure: figureName, runDir: run.directory, checkpoint, trusted, params: rest };
      const answer =
        known === null
          ? await tellingReading(session, run.directory, (onProgress) =>
              worker.ask({ kind: 'run', ...asked }, signal, onProgress),
            )
          : known.answer;
      // The worker may have read another checkpoint, if a newer one was saved meanwhile.
      if (known === null && key !== null && stepOf(answer) === chosen?.step) cache.set(key, answer);
      return offered(answer, session, signal);
    },
    // A panel shows one thing at a time, so a request about another run replaces its earlier one too.
    { supersedes: (params) => figureSubject.parse(params).panel ?? null },
  );
}

/** Tells the session how far decoding images is while it waits, and when it no longer waits. */
async function tellingReading<T>(
  session: Session,
  runDir: string,
  wait: (onProgress: (progress: DataProgress) => void) => Promise<T>,
): Promise<T> {
  let isTold = false;
  try {
    return await wait((progress) => {
      if (session.congested) return;
      isTold = true;
      session.notify(inspectReading, { runDir, progress });
    });
  } finally {
    if (isTold) session.notify(inspectReading, { runDir, progress: null });
  }
}

/** null: there is none, or it is damaged. The worker says which. */
async function checkpointOf(run: Run, choice: CheckpointChoice) {
  try {
    return await findWeights(run.paths, choice);
  } catch (error) {
    if (error instanceof FlowscopeError) return null;
    throw error;
  }
}

function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

function stepOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'checkpoint' in answer ? answer.checkpoint : null;
}
