/** The runs that a session knows, as the daemon tells of them. */
import type * as z from 'zod';
import type { MethodDefinition } from '../../../protocol/rpc/method.ts';
import { type RunInfo, runGet, runList, runWatch } from '../../../protocol/rpc/run-methods.ts';
import { knownRuns, type RunChange } from './known-runs.ts';

export interface FollowedRuns {
  /** Newest first. */
  all(): readonly RunInfo[];
  /** @param run id or directory */
  find(run: string): RunInfo | null;
  /** Also one that no list has, such as of a spec outside the session's folders. @throws FlowscopeError `run-not-found` */
  get(runDir: string): Promise<RunInfo>;
  /** Asks for the whole list, and to be told of changes: once for each connection. */
  read(): Promise<void>;
  /** Takes what the daemon says of a run. */
  take(run: RunInfo): void;
  remove(runDir: string): void;
}

export interface FollowedRunsOptions {
  readonly request: <P extends z.ZodType, R extends z.ZodType>(
    definition: MethodDefinition<P, R>,
    params: z.input<P>,
  ) => Promise<z.output<R>>;
  /** Further folders that hold runs. */
  readonly roots?: () => readonly string[];
  /** One of those cannot be listed. */
  readonly onSkipped?: (root: string, error: unknown) => void;
  /** Runs came, changed or went. */
  readonly onChange: () => void;
  /** One came or changed; `onChange` follows. */
  readonly onChangeRun?: (change: RunChange) => void;
}

export function followedRuns(options: FollowedRunsOptions): FollowedRuns {
  const { request, roots = () => [], onSkipped = () => {}, onChange, onChangeRun = () => {} } = options;
  const known = knownRuns();

  async function list(): Promise<readonly RunInfo[]> {
    const { runs } = await request(runList, {});
    const further = await Promise.all(
      roots().map((root) =>
        request(runList, { root }).catch((error: unknown) => {
          onSkipped(root, error);
          return { runs: [] };
        }),
      ),
    );
    return [...runs, ...further.flatMap((found) => found.runs)];
  }

  const find = (run: string) => known.get(run) ?? known.all().find(({ id }) => id === run) ?? null;
  const take = (run: RunInfo) => {
    onChangeRun(known.take(run));
    onChange();
  };
  return {
    all: known.all,
    find,
    take,
    async get(runDir) {
      const run = find(runDir);
      if (run !== null) return run;
      const answer = await request(runGet, { run: runDir });
      take(answer.run);
      return answer.run;
    },
    async read() {
      // First to be told of changes, then the list: nothing falls between.
      await request(runWatch, {});
      const reading = known.reading();
      const changes = await list().then(reading.done, (error: unknown) => {
        reading.failed();
        throw error;
      });
      if (changes === null) return;
      for (const change of changes) onChangeRun(change);
      onChange();
    },
    remove(runDir) {
      if (known.remove(runDir)) onChange();
    },
  };
}
