/** Resolves which run a client means, and whether the client may see it. */
import { isAbsolute } from 'node:path';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { canonicalPath, isReallyInside } from '../../runs/directory/canonical-path.ts';
import { restingInfo } from '../../runs/directory/resting-info.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { isHeld } from '../../runs/directory/run-status.ts';
import type { Session } from '../session.ts';
import type { ActiveRun, ActiveRuns } from './active-runs.ts';
import type { CatalogueEntry } from './run-catalogue.ts';
import type { RunPlace } from './run-events.ts';
import type { RunFinder } from './run-finder.ts';
import type { UnbornRun, UnbornRuns } from './unborn-runs.ts';

export interface RunLookup {
  /** Whether the session may see the run: an untrusted session sees only runs in its folders. */
  sees(session: Session, runDir: string): Promise<boolean>;
  /** The run if it is training or queued. If it has just ended, waits until everything that follows its end is done. */
  active(run: string, session: Session): Promise<ActiveRun | null>;
  /** Like `active`, but throws if there is none. @throws FlowscopeError `run-not-owned`, `run-not-active` */
  needActive(run: string, session: Session): Promise<ActiveRun>;
  unborn(run: string, session: Session): Promise<UnbornRun | null>;
  onDisk(run: string, session: Session): Promise<CatalogueEntry>;
  find(run: string, session: Session): Promise<Run>;
  /** Also finds a run that has no run.json yet. */
  locate(run: string, session: Session): Promise<RunPlace>;
  info(run: string, session: Session): Promise<RunInfo>;
  /** The spec text of a run that has not begun; null: unknown. */
  plannedText(run: string, session: Session): Promise<string | null>;
}

/** All methods throw FlowscopeError `run-not-found` | `run-damaged` | `needs-trust` | `ambiguous-run`. */
export function createRunLookup(activeRuns: ActiveRuns, unbornRuns: UnbornRuns, finder: RunFinder): RunLookup {
  const sees = async (session: Session, runDir: string) =>
    session.trusted || (await isReallyInside(runDir, session.folders));
  const named = async (run: string) => (isAbsolute(run) ? canonicalPath(run) : run);

  async function active(run: string, session: Session): Promise<ActiveRun | null> {
    const entry = activeRuns.find(await named(run));
    if (entry === null || !(await sees(session, entry.live.runDir))) return null;
    if (entry.live.status !== 'ended') return entry;
    await entry.settled;
    return null;
  }

  async function unborn(run: string, session: Session): Promise<UnbornRun | null> {
    const found = unbornRuns.find(await named(run));
    return found !== null && (await sees(session, found.info.runDir)) ? found : null;
  }

  async function info(run: string, session: Session): Promise<RunInfo> {
    const entry = await active(run, session);
    if (entry !== null) return activeRuns.infoOf(entry);
    const planned = await unborn(run, session);
    if (planned !== null) return planned.info;
    const { status, unsaved } = await finder.find(run, session);
    return restingInfo(status, { unsaved, begun: true });
  }

  return {
    sees,
    active,
    async needActive(run, session) {
      const entry = await active(run, session);
      if (entry !== null) return entry;
      const found = await info(run, session);
      const { id, runDir, pid } = found;
      if (!isHeld(found)) {
        throw new FlowscopeError('run-not-active', `the run ${id} is not being trained: it is ${found.status}`, {
          file: runDir,
          exitCode: 2,
        });
      }
      const trainer = pid === null ? 'another process' : `process ${pid}`;
      throw new FlowscopeError('run-not-owned', `the run ${id} is trained by ${trainer}, not by this daemon`, {
        file: runDir,
        hint: 'Stop or pause it where it was started (Ctrl-C in its terminal).',
      });
    },
    unborn,
    onDisk: finder.find,
    async find(run, session) {
      const entry = await active(run, session);
      const waiting = entry === null ? ((await unborn(run, session))?.info ?? null) : entry.begun ? null : entry.live;
      if (waiting !== null) throw notBegun(waiting);
      return (await finder.find(entry?.live.runDir ?? run, session)).run;
    },
    async locate(run, session) {
      const entry = await active(run, session);
      if (entry !== null) return { id: entry.live.id, runDir: entry.live.runDir };
      const planned = await unborn(run, session);
      if (planned !== null) throw notBegun(planned.info);
      const { record, directory } = (await finder.find(run, session)).run;
      return { id: record.id, runDir: directory };
    },
    info,
    async plannedText(run, session) {
      const entry = await active(run, session);
      return entry === null ? ((await unborn(run, session))?.waiting?.specText ?? null) : entry.specText;
    },
  };
}

function notBegun({ id, runDir, status }: RunPlace & { readonly status: string }): FlowscopeError {
  return new FlowscopeError('run-not-begun', `the run ${id} is ${status} and has recorded nothing yet`, {
    file: runDir,
    exitCode: 2,
    hint: 'Try again when it is training.',
  });
}
