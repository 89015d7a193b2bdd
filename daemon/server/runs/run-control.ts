/** Pauses, saves and stops runs that are training or queued. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { restingInfo } from '../../runs/directory/resting-info.ts';
import type { Session } from '../session.ts';
import type { ActiveRun, ActiveRuns } from './active-runs.ts';
import { notAnswering, stillQueued } from './run-errors.ts';
import type { RunEvents } from './run-events.ts';
import type { RunLookup } from './run-lookup.ts';

export interface RunControl {
  /** Continues a paused run; one that is training goes on. */
  goOn(entry: ActiveRun): Promise<RunInfo>;
  pause(run: string, session: Session): Promise<RunInfo>;
  /** Asks the run for a checkpoint without waiting for it. */
  requestCheckpoint(runDir: string): void;
  /** Resolves once the current state is saved. */
  checkpoint(run: string, session: Session): Promise<RunInfo>;
  /** Resolves once the run has ended. `force`: end it without saving. */
  stop(run: string, session: Session, force: boolean): Promise<RunInfo>;
}

export interface RunControlOptions {
  readonly events: RunEvents;
  readonly active: ActiveRuns;
  readonly lookup: RunLookup;
}

/** How long `pause` and similar requests wait for the worker, which responds between chunks. Milliseconds. */
const ANSWER = 15_000;

/** All methods throw FlowscopeError: as `RunLookup` does, if the run is queued, or if its worker does not answer. */
export function createRunControl({ events, active, lookup }: RunControlOptions): RunControl {
  /** Waits until `wanted` is true, the run ends, or the time is up. */
  async function settled({ live }: ActiveRun, wanted: () => boolean): Promise<void> {
    const late = AbortSignal.timeout(ANSWER);
    while (!wanted() && live.status !== 'ended' && !late.aborted) {
      await new Promise<void>((done) => {
        const listening = events.listen({ spoke: finish, changed: finish });
        const timer = setTimeout(finish, 500);
        function finish() {
          clearTimeout(timer);
          listening.dispose();
          done();
        }
      });
    }
  }

  return {
    async goOn(entry) {
      entry.live.continueTraining();
      await settled(entry, () => entry.live.status !== 'paused');
      return active.infoOf(entry);
    },
    async pause(run, session) {
      const entry = await lookup.needActive(run, session);
      const { live } = entry;
      if (live.status === 'queued') throw stillQueued(entry);
      live.pauseTraining();
      await settled(entry, () => live.status === 'paused');
      if (live.status !== 'paused' && live.status !== 'ended') throw notAnswering(entry, 'pause', ANSWER);
      return active.infoOf(entry);
    },
    requestCheckpoint: (runDir) => active.find(runDir)?.live.save(),
    async checkpoint(run, session) {
      const entry = await lookup.needActive(run, session);
      if (entry.live.status === 'queued') throw stillQueued(entry);
      const newest = () => entry.base.checkpoints.at(-1)?.step ?? -1;
      const before = newest();
      // Pausing saves a checkpoint too.
      const saved = () => newest() > before || entry.live.status === 'paused';
      entry.live.save();
      await settled(entry, saved);
      if (!saved() && entry.live.status !== 'ended') throw notAnswering(entry, 'save', ANSWER);
      return active.infoOf(entry);
    },
    async stop(run, session, force) {
      const entry = await lookup.needActive(run, session);
      if (force) entry.live.kill();
      else entry.live.stop();
      await entry.settled;
      return restingInfo(entry.base, entry);
    },
  };
}
