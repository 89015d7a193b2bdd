/** Follows a run that a running daemon trains: the same events in the same order. */
import { $ZodError } from 'zod/v4/core';
import { queuedBehind } from '../../../protocol/queue.ts';
import {
  type RunInfo,
  runChanged,
  runEvents,
  runGet,
  runList,
  runRemoved,
  runResume,
  runStart,
  runStop,
  runSubscribe,
  runWatch,
} from '../../../protocol/rpc/run-methods.ts';
import { hasBegun } from '../../../protocol/run-actions.ts';
import type { FinalEvent, TrainEvent } from '../../../protocol/train-events.ts';
import type { DaemonConnection } from '../../client/connect-daemon.ts';
import { invalidAnswer, problemOf } from '../../client/message-reader.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { readMetrics } from '../../runs/logs/metrics-reader.ts';
import { eventOfRecord } from '../../runs/logs/recorded-event.ts';
import { asFinal, exitStatus, interruptedAt, isFinal } from './final-event.ts';
import { ENDING, FINISHING, onPresses } from './presses.ts';
import type { TrainingReport } from './report.ts';
import type { TrainingRequest } from './request.ts';

/** What following a run needs of the connection. */
type Daemon = Pick<DaemonConnection, 'request' | 'onNotification' | 'closed' | 'initialized'>;

/**
 * @returns the exit status
 * @throws FlowscopeError the daemon's error, `connection-lost`, or `invalid-answer` for a log that this version cannot read
 */
export async function trainAttached(daemon: Daemon, request: TrainingRequest, report: TrainingReport): Promise<number> {
  const outcome = Promise.withResolvers<FinalEvent>();
  // It may be rejected before anything awaits it.
  outcome.promise.catch(() => {});
  const beginning = new AbortController();
  let run: RunInfo | null = null;
  let fullDisk = false;
  let over = false;
  const tell = (event: TrainEvent) => {
    if (over) return;
    // A full disk was reported already, when its record could not be written.
    if (event.event === 'paused' && event.reason === 'disk-full' && fullDisk) return;
    if (event.event === 'resumed') fullDisk = false;
    report.event(event);
    const final = asFinal(event);
    if (final === null) return;
    over = true;
    outcome.resolve(final);
  };
  const fail = (error: unknown) => {
    over = true;
    outcome.reject(error);
  };
  const unreadable = (problem: string) =>
    invalidAnswer(`notification ${runEvents.name}`, problem, daemon.initialized.serverInfo.version);
  const interrupted = async () => tell(await interruptedAt(run?.runDir ?? null));
  /** Reports the end of a run whose log has no final event of this attempt. */
  const conclude = async (runDir: string) => {
    const { run: info } = await daemon.request(runGet, { run: runDir });
    if (info.status === 'failed' && info.error !== null) {
      const { step, checkpoint } = await placeOf(runDir);
      tell({ event: 'failed', runDir, step, ...info.error, checkpoint });
    } else if (info.status === 'finished') fail(unreadable('the run is finished, but no record says so'));
    else await interrupted();
  };
  daemon.onNotification(
    runEvents,
    ({ records, end }) => {
      for (const record of records) {
        try {
          const event = eventOfRecord(record);
          if (event !== null) tell(event);
        } catch (error) {
          fail(error instanceof $ZodError ? unreadable(`${record.event}: ${problemOf(error)}`) : error);
        }
      }
      if (end && !over && run !== null) conclude(run.runDir).catch(fail);
    },
    fail,
  );
  daemon.onNotification(
    runChanged,
    ({ run: info }) => {
      if (run === null && info.preparing !== undefined && isOf(request, info)) {
        tell({ event: 'preparing', ...info.preparing });
      }
      if (info.working !== undefined && isOf(request, info)) tell({ event: 'backend', ...info.working });
      if (info.runDir !== run?.runDir) return;
      if (info.pause?.reason === 'disk-full' && !fullDisk) {
        tell({ event: 'paused', step: info.step, reason: 'disk-full', message: info.pause.message });
        fullDisk = true;
      }
      // Its turn in the queue came, but it could not begin.
      if (info.status === 'failed' && info.error !== null && !hasBegun(info)) {
        fail(new FlowscopeError(info.error.code, info.error.message, { file: info.runDir }));
      }
    },
    fail,
  );
  // Stopped while queued, or deleted.
  daemon.onNotification(
    runRemoved,
    ({ runDir }) => {
      if (runDir === run?.runDir) interrupted().catch(fail);
    },
    fail,
  );
  void daemon.closed.then(() => {
    const again = run === null ? 'Start the run again.' : `Resume with: flowscope train --resume ${run.runDir}`;
    fail(new FlowscopeError('connection-lost', 'the daemon ended during training', { hint: again }));
  });
  const presses = onPresses(
    () => {
      report.note(run === null ? ENDING : FINISHING);
      // Before the run has begun there is nothing to save, so the daemon drops it.
      if (run === null) beginning.abort(new DOMException('cancelled', 'AbortError'));
      else daemon.request(runStop, { run: run.runDir }).catch(fail);
    },
    () => {
      if (run !== null) daemon.request(runStop, { run: run.runDir, force: true }).catch(() => {});
      interrupted().catch(fail);
    },
  );
  try {
    await daemon.request(runWatch, {});
    const begun = await begin(daemon, request, beginning.signal);
    run = begun.run;
    if (presses.count > 0) daemon.request(runStop, { run: run.runDir, force: presses.count > 1 }).catch(fail);
    if (run.queuePosition !== null) report.note(await queueNote(daemon, run));
    await Promise.race([daemon.request(runSubscribe, { run: run.runDir, from: begun.from }), outcome.promise]);
    return exitStatus(await outcome.promise);
  } catch (error) {
    if (!beginning.signal.aborted) throw error;
    // Its answer shows that the daemon has read the cancellation, which would be lost if this process ended before it was sent.
    await daemon.request(runList, {}).catch(() => {});
    await interrupted();
    return exitStatus(await outcome.promise);
  } finally {
    over = true;
    report.close();
  }
}

/** Whether a run that has not begun is the requested one: only the daemon knows the directory of a new one. */
function isOf(request: TrainingRequest, { runDir, spec }: RunInfo): boolean {
  return request.kind === 'resume' ? runDir === request.run.directory : spec === request.specPath;
}

interface Begun {
  readonly run: RunInfo;
  /** Sequence number of the first record to report. */
  readonly from: number;
}

async function begin(daemon: Daemon, request: TrainingRequest, signal: AbortSignal): Promise<Begun> {
  const threads = request.threads === null ? {} : { threads: request.threads };
  const engine = Object.keys(request.engine ?? {}).length === 0 ? {} : { engine: request.engine };
  if (request.kind === 'resume') {
    const { directory, paths } = request.run;
    const { records, next } = readMetrics(paths.metrics);
    const { takeOver, fromStart } = request;
    // An older daemon does not know these parameters.
    const params = { run: directory, takeOver, ...(fromStart ? { fromStart } : {}), ...threads, ...engine };
    const { run } = await daemon.request(runResume, params, { signal });
    // A run that is already training is reported from its start; events of attempts that have ended are not.
    const started = records.findLastIndex(({ event }) => event === 'start');
    const going = started !== -1 && !records.slice(started).some(({ event }) => isFinal(event));
    return { run, from: going ? records[started]!.seq : next.seq };
  }
  const { specText: text, specPath: path, runDir, steps, seed } = request;
  const params = {
    spec: { text, path },
    ...(runDir === null ? {} : { runDir }),
    ...(steps === null ? {} : { steps }),
    ...(seed === null ? {} : { seed }),
    ...threads,
    ...engine,
  };
  const { run } = await daemon.request(runStart, params, { signal });
  return { run, from: 1 };
}

/** What a queued run waits for. */
async function queueNote(daemon: Daemon, run: RunInfo): Promise<string> {
  // Whether the connection lasts is for others to say.
  const { runs } = await daemon.request(runList, {}).catch(() => ({ runs: [] }));
  const behind = queuedBehind(run, runs);
  const where = behind === null ? 'Queued' : `Queued behind ${behind}`;
  return `${where}: training starts when other runs end or are paused.`;
}

async function placeOf(runDir: string): Promise<{ readonly step: number; readonly checkpoint: string | null }> {
  const final = await interruptedAt(runDir);
  return { step: final.step, checkpoint: final.checkpoint };
}
