/** Trains as the only rank, as the first one, which the others follow, or as one that follows. */
import type { FinalEvent, TrainEvent } from '../../../protocol/train-events.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { ControlSource } from '../control.ts';
import { failureOf } from '../failure-of.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import { followRun } from './follow-run.ts';
import { type Leader, openLeader } from './leader.ts';

export interface RankOptions {
  /** Loads the data, on every rank. */
  readonly prepare: () => Promise<PreparedTraining>;
  /** Of Flowscope. */
  readonly version: string;
  readonly control: ControlSource;
  readonly listener: (event: TrainEvent) => void;
}

/**
 * @param lead trains; null: there are no other ranks
 * @returns how the run ended, which the listener knows
 */
export async function asRank(
  runtime: Runtime,
  { prepare, version, control, listener }: RankOptions,
  lead: (prepared: PreparedTraining, leader: Leader | null) => Promise<FinalEvent>,
): Promise<FinalEvent> {
  const { ranks } = runtime;
  if (ranks === undefined) return lead(await prepare(), null);
  if (ranks.rank > 0) {
    const event = await followRun({ runtime, ranks, version, control, prepare });
    listener(event);
    return event;
  }
  const leader = await openLeader({ ranks, onStop: () => control.request('stop') });
  try {
    const event = await lead(await prepare(), leader);
    await leader.end(event);
    return event;
  } catch (error) {
    // The others are told, too, if the run could not begin.
    const { code, message } = failureOf(error);
    await leader.end({ event: 'failed', runDir: '', step: 0, code, message, checkpoint: null });
    throw error;
  }
}
