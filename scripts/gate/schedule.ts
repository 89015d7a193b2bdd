/** Runs jobs beside each other, each when those that it needs have succeeded. */

export interface Job {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Titles of jobs that must succeed first; of those that are not in the list, nothing is asked. */
  readonly needs?: readonly string[];
  /** Runs beside no other job, after all that are not alone. */
  readonly alone?: true;
  /** Mostly waits, as an installation does: it takes no lane. */
  readonly waits?: true;
}

export interface Outcome {
  readonly job: Job;
  /** 0: it succeeded. */
  readonly code: number;
  /** The job that it needed and that failed: it did not run. */
  readonly blockedBy: string | null;
}

/** At most `lanes` jobs at a time; of those that can start, the first in the list does. The outcomes are in the list's order. */
export async function runJobs(
  jobs: readonly Job[],
  lanes: number,
  run: (job: Job) => Promise<number>,
): Promise<readonly Outcome[]> {
  const titles = new Set(jobs.map(({ title }) => title));
  const outcomes = new Map<string, Outcome>();
  const running = new Map<string, Promise<void>>();
  const busy = new Set<string>();
  const waiting = [...jobs];

  const needs = (job: Job) => (job.needs ?? []).filter((title) => titles.has(title));
  const failedNeed = (job: Job) => needs(job).find((title) => (outcomes.get(title)?.code ?? 0) !== 0);
  const isReady = (job: Job) => needs(job).every((title) => outcomes.get(title)?.code === 0);
  const isAlone = (title: string) => jobs.some((job) => job.title === title && job.alone);
  const mayStart = (job: Job) =>
    job.alone ? running.size === 0 && waiting.every(({ alone }) => alone) : ![...running.keys()].some(isAlone);
  const takeNext = (): Job | undefined => {
    const hasLane = (job: Job) => job.waits || busy.size < lanes;
    const index = waiting.findIndex(
      (job) => failedNeed(job) !== undefined || (isReady(job) && hasLane(job) && mayStart(job)),
    );
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  };
  const start = async (job: Job) => {
    if (!job.waits) busy.add(job.title);
    const code = await run(job);
    busy.delete(job.title);
    outcomes.set(job.title, { job, code, blockedBy: null });
    running.delete(job.title);
  };

  for (;;) {
    for (let job = takeNext(); job !== undefined; job = takeNext()) {
      const blockedBy = failedNeed(job);
      if (blockedBy === undefined) running.set(job.title, start(job));
      else outcomes.set(job.title, { job, code: 1, blockedBy });
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (waiting.length > 0) throw new Error(`jobs that need each other: ${waiting.map(({ title }) => title).join(', ')}`);
  return jobs.map(({ title }) => outcomes.get(title)!);
}
