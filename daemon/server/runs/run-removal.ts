/** Deletes runs, and tells who may be deleted. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { canonicalPath } from '../../runs/directory/canonical-path.ts';
import { runContents } from '../../runs/directory/run-contents.ts';
import { isHeld, type RunStatus } from '../../runs/directory/run-status.ts';
import type { Session } from '../session.ts';
import type { ActiveRun, ActiveRuns } from './active-runs.ts';
import { deleteRun } from './delete-run.ts';
import type { Deletions } from './deletions.ts';
import type { RunCatalogue } from './run-catalogue.ts';
import type { RunEvents } from './run-events.ts';
import type { RunLookup } from './run-lookup.ts';
import type { UnbornRuns } from './unborn-runs.ts';

export interface RunRemoval {
  /** Whether a run may be deleted, and what its directory has that is not ours. */
  deletable(run: string, session: Session): Promise<{ readonly runDir: string; readonly others: readonly string[] }>;
  /** @returns relative paths of what stays in the directory, since it is not ours */
  remove(run: string, session: Session): Promise<readonly string[]>;
  /** A client has moved the directory to the trash. @throws FlowscopeError `run-exists`: it is still there */
  trashed(run: string, session: Session): Promise<void>;
}

export interface RunRemovalOptions {
  readonly catalogue: RunCatalogue;
  readonly events: RunEvents;
  readonly unborn: UnbornRuns;
  readonly active: ActiveRuns;
  readonly lookup: RunLookup;
  readonly deletions: Deletions;
}

/** All methods throw FlowscopeError, as `RunLookup` does; `run-active` | `run-locked` for a run that is training. */
export function createRunRemoval(options: RunRemovalOptions): RunRemoval {
  const { catalogue, events, unborn, active, lookup, deletions } = options;
  return {
    async remove(run, session) {
      const entry = await lookup.active(run, session);
      if (entry !== null) throw stillActive(entry);
      const planned = await lookup.unborn(run, session);
      if (planned !== null) {
        await unborn.remove(planned);
        events.removed(planned.info);
        return [];
      }
      const { directory, record } = (await lookup.onDisk(run, session)).run;
      const check = () => {
        const meanwhile = active.find(directory);
        if (meanwhile !== null) throw stillActive(meanwhile);
      };
      const kept = await deleteRun(directory, check, deletions);
      catalogue.forget(directory);
      events.removed({ id: record.id, runDir: directory });
      return kept;
    },
    async deletable(run, session) {
      const entry = await lookup.active(run, session);
      if (entry !== null) throw stillActive(entry);
      const planned = await lookup.unborn(run, session);
      if (planned !== null) return { runDir: planned.info.runDir, others: [] };
      const { status, run: found } = await lookup.onDisk(run, session);
      if (isHeld(status)) throw heldElsewhere(status);
      return { runDir: found.directory, others: (await runContents(found.directory)).others };
    },
    async trashed(run, session) {
      const runDir = await canonicalPath(run);
      if (!(await lookup.sees(session, runDir))) throw runNotFound(runDir);
      const entry = active.find(runDir);
      if (entry !== null) throw stillActive(entry);
      if (existsSync(runDir)) {
        throw new FlowscopeError('run-exists', `the run directory ${runDir} is still there`, { file: runDir });
      }
      catalogue.forget(runDir);
      events.removed({ id: basename(runDir), runDir });
    },
  };
}

function stillActive({ live }: ActiveRun): FlowscopeError {
  return new FlowscopeError('run-active', `the run ${live.id} is ${live.status}`, {
    file: live.runDir,
    hint: 'Stop it first.',
  });
}

function heldElsewhere({ id, runDir, pid }: RunStatus): FlowscopeError {
  const trainer = pid === null ? 'another process' : `process ${pid}`;
  return new FlowscopeError('run-locked', `the run ${id} is trained by ${trainer}`, {
    file: runDir,
    hint: 'Stop it where it was started.',
  });
}

function runNotFound(runDir: string): FlowscopeError {
  return new FlowscopeError('run-not-found', `no run in ${runDir}`, { file: runDir, exitCode: 2 });
}
