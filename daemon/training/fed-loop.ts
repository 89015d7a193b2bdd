/** A training program where it is computed, with its data, its state, and what its steps are fed. */
import type { Results, Runtime, Values } from '../runtime/runtime.ts';
import { type StepFeedsOptions, stepFeeds } from './step-feeds.ts';
import { REPORT } from './training-program.ts';
import type { StateArrays } from './training-state.ts';

export interface FedLoopOptions extends StepFeedsOptions {
  readonly runtime: Runtime;
  /** Before the first step that is run. Of several ranks, only the first one needs it, and `fixed`. */
  readonly state: StateArrays;
  /** Parameters that are not trained. */
  readonly fixed: Readonly<Record<string, Values>>;
}

export interface FedLoop {
  /** Runs steps first … first+count−1 (1-based) from the current state, until one is bad: their reports, row by row. */
  run(first: number, count: number): Promise<{ readonly reports: Results[string]; readonly ran: number }>;
  /**
   * As `run`, up to the first step that `keep` refuses, whose changes are not made (`CompiledLoop`). Absent: the runtime
   * cannot.
   */
  runWhile?(
    first: number,
    count: number,
    keep: (report: Results[string], i: number) => boolean,
  ): Promise<{ readonly reports: Results[string]; readonly ran: number }>;
  /** Remembers the current state. */
  mark(): Promise<void>;
  /** Returns to the remembered state. */
  rewind(): Promise<void>;
  /** The current state: later steps do not change these arrays. */
  readState(): Promise<Results>;
  dispose(): Promise<void>;
}

/** Compiles the program and gives it its data and its first state. */
export async function openFedLoop(options: FedLoopOptions): Promise<FedLoop> {
  const { runtime, program, data, state, fixed } = options;
  const own = {
    ...(data.stored ? {} : { data: data.values }),
    ...(data.context ? { context: data.context } : {}),
  };
  const captured = { ...fixed, ...own };
  const loop = await runtime.compileLoop(program.program, { captured, state, own: Object.keys(own) });
  const feeds = stepFeeds(options);
  return {
    async run(first, count) {
      const { outputs, ran } = await loop.run(count, feeds(first, count));
      return { reports: outputs[REPORT]!, ran };
    },
    ...(loop.runWhile
      ? {
          async runWhile(first, count, keep) {
            const asked = (row: Results, i: number) => keep(row[REPORT]!, i);
            const { outputs, ran } = await loop.runWhile!(count, feeds(first, count), asked);
            return { reports: outputs[REPORT]!, ran };
          },
        }
      : {}),
    mark: () => loop.mark(),
    rewind: () => loop.rewind(),
    readState: () => loop.readState(),
    dispose: () => loop.dispose(),
  };
}
