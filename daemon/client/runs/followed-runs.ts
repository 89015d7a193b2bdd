/** The runs of a session, as reported by the daemon. */
import type * as z from 'zod/mini';
import type { DataProgress } from '../../../protocol/data-progress.ts';
import type { inspectReading } from '../../../protocol/rpc/inspection-notices.ts';
import type { MethodDefinition } from '../../../protocol/rpc/method.ts';
import { type RunInfo, runGet, runList, runWatch } from '../../../protocol/rpc/run-methods.ts';
import { knownRuns, type RunChange } from './known-runs.ts';

/** A run whose record cannot be read, and why. */
export type DamagedRun = NonNullable<z.output<typeof runList.result>['damaged']>[number];

export interface FollowedRuns {
  /** Newest first. */
  all(): readonly RunInfo[];
  /** As of the last list. */
  damaged(): readonly DamagedRun[];
  /** @param run id or directory */
  find(run: string): RunInfo | null;
  /**
   * Also finds a run that is in no list, as one whose spec is outside the folders.
   * @throws FlowscopeError `run-not-found`
   */
  get(runDir: string): Promise<RunInfo>;
  /** Requests the whole list and notifications about changes: once per connection. */
  read(): Promise<void>;
  /** Adds or updates a run reported by the daemon. */
  take(run: RunInfo): void;
  remove(runDir: string): void;
  /** How far decoding the images of a run is, for an inspection of this session; null: none waits for it. */
  reading(runDir: string): DataProgress | null;
  takeReading(notice: z.output<typeof inspectReading.params>): void;
}

export interface FollowedRunsOptions {
  readonly request: <P extends z.ZodMiniType, R extends z.ZodMiniType>(
    definition: MethodDefinition<P, R>,
    params: z.input<P>,
  ) => Promise<z.output<R>>;
  /** Additional folders with runs. */
  readonly roots?: () => readonly string[];
  /** Called if one of those cannot be listed. */
  readonly onSkipped?: (root: string, error: unknown) => void;
  /** Called when runs were added, changed or removed. */
  readonly onChange: () => void;
  /** Called when a run was added or changed, before `onChange`. */
  readonly onChangeRun?: (change: RunChange) => void;
}

export function followedRuns(options: FollowedRunsOptions): FollowedRuns {
  const { request, roots = () => [], onSkipped = () => {}, onChange, onChangeRun = () => {} } = options;
  const known = knownRuns();
  let damaged = new Map<string, DamagedRun>();
  const readings = new Map<string, DataProgress>();
  /** Runs that were looked up, and may be in no list. */
  const lookedUp = new Set<string>();

  async function list(): Promise<{ readonly runs: readonly RunInfo[]; readonly lost: readonly DamagedRun[] }> {
    const own = await request(runList, {});
    const further = await Promise.all(
      roots().map((root) =>
        request(runList, { root }).catch((error: unknown) => {
          onSkipped(root, error);
          return { runs: [], damaged: [] };
        }),
      ),
    );
    const lists = [own, ...further];
    const listed = lists.flatMap(({ runs }) => runs);
    const others = await unlisted(new Set(listed.map(({ runDir }) => runDir)));
    return { runs: [...listed, ...others], lost: lists.flatMap((found) => found.damaged ?? []) };
  }

  /** As they are now. One that no longer exists is left out. */
  async function unlisted(listed: ReadonlySet<string>): Promise<readonly RunInfo[]> {
    const asked = [...lookedUp].filter((runDir) => !listed.has(runDir));
    const found = await Promise.all(
      asked.map((run) =>
        request(runGet, { run }).then(
          (answer) => [answer.run],
          () => [],
        ),
      ),
    );
    return found.flat();
  }

  const find = (run: string) => known.get(run) ?? known.all().find(({ id }) => id === run) ?? null;
  const take = (run: RunInfo) => {
    onChangeRun(known.take(run));
    onChange();
  };
  return {
    all: known.all,
    damaged: () => [...damaged.values()].filter(({ runDir }) => known.get(runDir) === undefined),
    find,
    take,
    async get(runDir) {
      const run = find(runDir);
      if (run !== null) return run;
      const answer = await request(runGet, { run: runDir });
      lookedUp.add(answer.run.runDir);
      take(answer.run);
      return answer.run;
    },
    async read() {
      // Inspections ended with the connection that they were requested on.
      readings.clear();
      // Subscribe to changes before requesting the list, so that no change is missed.
      await request(runWatch, {});
      const reading = known.reading();
      const { runs, lost } = await list().catch((error: unknown) => {
        reading.failed();
        throw error;
      });
      const changes = reading.done(runs);
      if (changes === null) return;
      damaged = new Map(lost.map((run) => [run.runDir, run]));
      for (const change of changes) onChangeRun(change);
      onChange();
    },
    remove(runDir) {
      lookedUp.delete(runDir);
      if (known.remove(runDir) || damaged.delete(runDir)) onChange();
    },
    reading: (runDir) => readings.get(find(runDir)?.runDir ?? runDir) ?? null,
    takeReading({ runDir, progress }) {
      if (progress === null) readings.delete(runDir);
      else readings.set(runDir, progress);
      onChange();
    },
  };
}
