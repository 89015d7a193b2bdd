/** Trains as a rank that is not the first: with the same program and data, and without a run directory. */
import type { FinalEvent } from '../../../protocol/train-events.ts';
import { batchOrder } from '../../data/batch-order.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Ranks, Runtime } from '../../runtime/runtime.ts';
import type { Control } from '../control.ts';
import { openFedLoop } from '../fed-loop.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import { runProgram } from '../run-program.ts';
import { openFollower } from './follower.ts';
import { runIdentity } from './run-identity.ts';

export interface FollowOptions {
  readonly runtime: Runtime;
  readonly ranks: Ranks;
  readonly version: string;
  readonly control: Control;
  /** Loads the data, as the first rank does. */
  readonly prepare: () => Promise<PreparedTraining>;
}

/** @returns how the run ended @throws FlowscopeError of this rank, or `rank-ended` if the first one is lost */
export async function followRun({ runtime, ranks, version, control, prepare }: FollowOptions): Promise<FinalEvent> {
  const follower = await openFollower(ranks);
  control.stopped.addEventListener('abort', () => {
    if (control.abandoned) void follower.fail(new FlowscopeError('abandoned', 'its command was ended'));
    else follower.requestStop();
  });
  const own = async () => {
    const prepared = await prepare();
    const { training } = prepared.plan;
    const order = batchOrder(training.seed, prepared.rows.count, training.batchSize);
    return { ...prepared, ...runProgram(prepared, runtime), order };
  };
  const run = await own().catch(async (error: unknown) => {
    await follower.fail(error);
    throw error;
  });
  const { plan, steps, rows, program, order } = run;
  const open = () =>
    openFedLoop({ runtime, program, training: plan.training, steps, data: rows, order, state: {}, fixed: {} });
  return follower.follow(runIdentity(run, program, version), open);
}
