/** A training that a running daemon does, followed from here: the same events in the same order. */
import {
  type RunInfo,
  runChanged,
  runEvents,
  runGet,
  runRemoved,
  runResume,
  runStart,
  runStop,
  runSubscribe,
  runWatch,
} from '../../../protocol/rpc/run-methods.ts';
import type { FinalEvent, TrainEvent } from '../../../protocol/train-events.ts';
import type { DaemonConnection } from '../../client/connect-daemon.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { readMetrics } from '../../runs/metrics-reader.ts';
import { asFinal, exitStatus, interruptedAt } from './final-event.ts';
import { onPresses } from './presses.ts';
import { eventOfRecord } from './record-event.ts';
import type { TrainingReport } from './report.ts';
import type { TrainingRequest } from './request.ts';

/** @returns the exit status */
export async function trainAttached(
  daemon: DaemonConnection,
  request: TrainingRequest,
  report: TrainingReport,
): Promise<number> {
  const outcome = Promise.withResolvers<FinalEvent>();
  // It may come before anybody waits for it.
  outcome.promise.catch(() => {});
  let run: RunInfo | null = null;
  let fullDisk = false;
  const tell = (event: TrainEvent) => {
    // A full disk was told of already, when there was no room for the record of it.
    if (event.event === 'paused' && event.reason === 'disk-full' && fullDisk) return;
    if (event.event === 'resumed') fullDisk = false;
    report.event(event);
    const final = asFinal(event);
    if (final !== null) outcome.resolve(final);
  };
  const endAt = async (runDir: string | null) => {
    const final = await interruptedAt(runDir);
    report.event(final);
    outcome.resolve(final);
  };
  daemon.onNotification(runEvents, ({ records }) => {
    for (const record of records) {
      const event = eventOfRecord(record);
      if (event !== null) tell(event);
    }
  });
  daemon.onNotification(runChanged, ({ run: info }) => {
    if (info.id !== run?.id) return;
    if (info.pause?.reason === 'disk-full' && !fullDisk) {
      tell({ event: 'paused', step: info.step, reason: 'disk-full', message: info.pause.message });
      fullDisk = true;
    }
    // Its turn came, and it could not begin.
    if (info.status === 'failed' && info.error !== null && info.parameters === 0) {
      outcome.reject(new FlowscopeError(info.error.code, info.error.message, { file: info.runDir }));
    }
  });
  // Stopped while it waited.
  daemon.onNotification(runRemoved, ({ id }) => {
    if (id === run?.id) void endAt(null);
  });
  void daemon.closed.then(() => {
    const again = run === null ? 'Train again.' : `Go on with: flowscope train --resume ${run.runDir}`;
    outcome.reject(new FlowscopeError('connection-lost', 'the daemon ended while it trained', { hint: again }));
  });
  const stop = (force: boolean) => {
    if (run === null) return;
    const { id, runDir } = run;
    daemon.request(runStop, { run: id, force }).then(
      () => (force ? endAt(runDir) : undefined),
      (error: unknown) => outcome.reject(error),
    );
  };
  const presses = onPresses(
    () => {
      report.note('Finishing the current steps and saving a checkpoint. Press Ctrl-C again to end at once.');
      stop(false);
    },
    () => stop(true),
  );
  try {
    await daemon.request(runWatch, {});
    const begun = await begin(daemon, request);
    run = begun.run;
    if (presses.count > 0) stop(presses.count > 1);
    if (run.queuePosition !== null) {
      report.note(`Waiting for other trainings of the daemon: place ${run.queuePosition} in its queue.`);
    }
    await daemon.request(runSubscribe, { run: run.runDir, from: begun.from });
    return exitStatus(await outcome.promise);
  } finally {
    report.close();
  }
}

interface Begun {
  readonly run: RunInfo;
  /** Sequence number of its first record that is news. */
  readonly from: number;
}

async function begin(daemon: DaemonConnection, request: TrainingRequest): Promise<Begun> {
  const threads = request.threads === null ? {} : { threads: request.threads };
  if (request.kind === 'resume') {
    const { directory, paths } = request.run;
    const { run: before } = await daemon.request(runGet, { run: directory });
    const { records, next } = readMetrics(paths.metrics);
    const start = records.findLast(({ event }) => event === 'start');
    const { run } = await daemon.request(runResume, { run: directory, ...threads });
    // One that trains already is followed from its beginning.
    return { run, from: before.owned && start !== undefined ? start.seq : next.seq };
  }
  const { specText: text, specPath: path, runDir, steps, seed } = request;
  const { run } = await daemon.request(runStart, {
    spec: { text, path },
    ...(runDir === null ? {} : { runDir }),
    ...(steps === null ? {} : { steps }),
    ...(seed === null ? {} : { seed }),
    ...threads,
  });
  return { run, from: 1 };
}
