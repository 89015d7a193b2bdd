/** Starts, controls and lists runs for clients. */
import type { AnnotationChange } from '../../../protocol/annotation.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { annotate } from '../../runs/description/annotate.ts';
import { isReallyInside } from '../../runs/directory/canonical-path.ts';
import type { UnreadableRun } from '../../runs/directory/find-run.ts';
import { restingInfo } from '../../runs/directory/resting-info.ts';
import { watchExecutables } from '../executables.ts';
import type { CheckSpec } from '../language/open-language.ts';
import type { Disposable, Session } from '../session.ts';
import { createActiveRuns } from './active-runs.ts';
import type { Deletions } from './deletions.ts';
import type { KnownFolders } from './known-folders.ts';
import type { LiveRunTimes } from './live-run.ts';
import type { QueueStore } from './queue-store.ts';
import { createRunCatalogue } from './run-catalogue.ts';
import { createRunControl, type RunControl } from './run-control.ts';
import { createRunEvents, type RunListener } from './run-events.ts';
import { createRunFinder } from './run-finder.ts';
import { createRunLookup, type RunLookup } from './run-lookup.ts';
import { createRunRemoval, type RunRemoval } from './run-removal.ts';
import { createRunStarts, type RunStarts } from './run-starts.ts';
import { openUnbornRuns } from './unborn-runs.ts';

export interface ListedRuns {
  /** Newest first. */
  readonly runs: readonly RunInfo[];
  readonly damaged: readonly UnreadableRun[];
}

export interface RunService
  extends RunStarts,
    Omit<RunControl, 'goOn'>,
    RunRemoval,
    Pick<RunLookup, 'find' | 'locate' | 'sees' | 'plannedText'> {
  /** Changes the label and the note of a run that has begun. */
  annotate(run: string, session: Session, change: AnnotationChange): Promise<RunInfo>;
  /** Newest first. */
  list(session: Session, root: string | null): Promise<ListedRuns>;
  get(run: string, session: Session): Promise<RunInfo>;
  /** @param runDir canonical */
  isLive(runDir: string): boolean;
  listen(listener: RunListener): Disposable;
  busy(): { readonly running: number; readonly queued: number };
  dispose(): Promise<void>;
}

export interface RunServiceOptions {
  readonly stateFolder: string;
  readonly script: string;
  readonly check: CheckSpec;
  readonly known: KnownFolders;
  readonly queueStore: QueueStore;
  readonly deletions: Deletions;
  /** Maximum number of simultaneous runs, which may exceed the number of cores; null: limited by the cores. */
  readonly most: number | null;
  /** Maximum number of queued runs; default 500. */
  readonly mostQueued?: number | undefined;
  /** `nice` of the training processes; default: see niceness.ts. */
  readonly niceness?: number | undefined;
  readonly log: (line: string) => void;
  readonly times?: Partial<LiveRunTimes> | undefined;
}

/** Each has a directory, and its spec in the memory. */
const MOST_QUEUED = 500;

export async function createRunService(options: RunServiceOptions): Promise<RunService> {
  const { script, known, queueStore, deletions, mostQueued: most = MOST_QUEUED } = options;
  const catalogue = createRunCatalogue();
  const events = createRunEvents();
  const finder = createRunFinder(catalogue, known);
  const unborn = await openUnbornRuns(queueStore);
  const executables = watchExecutables([script, process.execPath]);
  const active = createActiveRuns({ ...options, executables, catalogue, unborn, events });
  const lookup = createRunLookup(active, unborn, finder);
  const removal = createRunRemoval({ catalogue, events, unborn, active, lookup, deletions });
  const { goOn, ...control } = createRunControl({ active, events, lookup });
  const starts = createRunStarts({ ...options, executables, unborn, events, active, lookup, goOn, most });

  return {
    ...starts,
    ...control,
    ...removal,
    async annotate(run, session, change) {
      const { directory } = await lookup.find(run, session);
      await annotate(directory, change);
      const entry = await lookup.active(run, session);
      if (entry !== null) {
        await active.reread(entry);
        return active.infoOf(entry);
      }
      const info = await lookup.info(run, session);
      events.changed(info);
      return info;
    },
    async list(session, root) {
      const runs = new Map<string, RunInfo>();
      const { entries, damaged } = await finder.list(session, root);
      for (const { run, status, unsaved } of entries) {
        runs.set(run.directory, restingInfo(status, { unsaved, begun: true }));
      }
      for (const info of [...unborn.all().map((own) => own.info), ...active.all().map(active.infoOf)]) {
        const wanted = root === null || (await isReallyInside(info.runDir, [root]));
        if (wanted && (await lookup.sees(session, info.runDir))) runs.set(info.runDir, info);
      }
      return {
        runs: [...runs.values()].sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0)),
        // The directory of a run that has not begun may have no record yet.
        damaged: damaged.filter(({ runDir }) => !runs.has(runDir)),
      };
    },
    get: lookup.info,
    find: lookup.find,
    plannedText: lookup.plannedText,
    locate: lookup.locate,
    sees: lookup.sees,
    isLive: (runDir) => active.find(runDir) !== null,
    listen: events.listen,
    busy: active.busy,
    dispose: active.dispose,
  };
}
