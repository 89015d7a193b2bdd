import type { FinalEvent, InterruptedEvent, TrainEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { listCheckpoints } from '../../runs/checkpoints/list-checkpoints.ts';
import { openRun } from '../../runs/directory/run-directory.ts';
import { unlessDamaged } from '../../runs/directory/run-integrity.ts';
import { INTERRUPTED_STATUS } from '../interrupt.ts';

const FINAL: readonly string[] = ['done', 'interrupted', 'failed'] satisfies readonly FinalEvent['event'][];

/** @param name of an event: whether an attempt ends with it */
export function isFinal(name: string): boolean {
  return FINAL.includes(name);
}

export function asFinal(event: TrainEvent | null): FinalEvent | null {
  const ends = (given: TrainEvent): given is FinalEvent => isFinal(given.event);
  return event !== null && ends(event) ? event : null;
}

export function exitStatus(final: FinalEvent): number {
  if (final.event === 'done') return 0;
  return final.event === 'interrupted' ? INTERRUPTED_STATUS : 1;
}

/** The last known state of a run whose worker sent no final event. */
export async function lastPlace(runDir: string) {
  const newest = (await listCheckpoints((await openRun(runDir)).paths.checkpoints).catch(unlessDamaged([]))).at(-1);
  return { runDir, step: newest?.step ?? 0, checkpoint: newest?.path ?? null };
}

/** For a run that was ended at once; `runDir` is empty if it had none yet. */
export async function interruptedAt(runDir: string | null): Promise<InterruptedEvent> {
  const none = { event: 'interrupted', runDir: '', step: 0, checkpoint: null } as const;
  if (runDir === null) return none;
  try {
    return { event: 'interrupted', ...(await lastPlace(runDir)) };
  } catch (error) {
    if (error instanceof FlowscopeError && error.code === 'run-not-found') return none;
    throw error;
  }
}
