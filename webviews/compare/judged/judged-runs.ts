/** Judges runs one after the other: each takes seconds of a process that they share. */
import type { ReactiveControllerHost } from 'lit';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import { Resource } from '../../components/base/resource.ts';
import { canBeJudged, type Judged, judgeRun } from './judge-run.ts';

export class JudgedRuns {
  readonly #host: ReactiveControllerHost;
  readonly #runs = new Map<string, Resource<Judged>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** @param step whose weights a run is judged by */
  load(host: PanelHost, runs: readonly RunInfo[], step: (run: RunInfo) => number | null): void {
    for (const run of runs.filter(canBeJudged)) {
      const { runDir } = run;
      this.#of(runDir).load(`${runDir} ${step(run)}`, (signal) =>
        this.#next(() => {
          signal.throwIfAborted();
          return judgeRun(host, run, `compare ${runDir}`.slice(-256), signal);
        }),
      );
    }
  }

  /** The state of a run; null: it was never requested. */
  of(runDir: string): Resource<Judged> | null {
    return this.#runs.get(runDir) ?? null;
  }

  #of(runDir: string): Resource<Judged> {
    const known = this.#runs.get(runDir);
    if (known !== undefined) return known;
    const made = new Resource<Judged>(this.#host);
    this.#runs.set(runDir, made);
    return made;
  }

  #next<T>(make: () => Promise<T>): Promise<T> {
    const own = this.#last.then(make);
    this.#last = own.catch(() => {});
    return own;
  }
}
