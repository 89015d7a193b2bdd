/** Builds the entry of a run in `run/list` and `run/changed` from its directory and its worker's events. */
import { type BackendChoice, expectedBackend } from '../../../protocol/backends.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { PlanFacts } from '../../runs/description/plan-facts.ts';
import { type RunTraits, restingInfo } from '../../runs/directory/resting-info.ts';
import type { RunStatus } from '../../runs/directory/run-status.ts';
import type { LiveRun } from './live-run.ts';

export interface LiveFacts extends RunTraits {
  readonly base: RunStatus;
  readonly live: LiveRun;
  readonly queuePosition: number | null;
}

export function liveInfo({ base, live, queuePosition, ...traits }: LiveFacts): RunInfo {
  const resting = restingInfo(base, traits);
  if (live.status === 'ended') return resting;
  return {
    ...resting,
    status: live.status,
    owned: true,
    ...(live.preparing === null ? {} : { preparing: live.preparing }),
    ...(live.working === null ? {} : { working: live.working }),
    queuePosition,
    pause: live.pause,
    pid: live.pid,
    step: live.figures?.step ?? base.step,
    steps: live.figures?.steps ?? base.steps,
    loss: live.figures?.loss ?? null,
    ...(live.figures?.objectives && { objectives: live.figures.objectives.map((objective) => ({ ...objective })) }),
    samplesPerSecond: live.figures?.samplesPerSecond ?? null,
    eta: live.figures?.eta ?? null,
    error: null,
  };
}

/** A run whose directory is still empty, as its spec describes it. */
export interface PlannedRun {
  readonly id: string;
  readonly runDir: string;
  readonly name: string;
  readonly spec: string;
  readonly steps: number;
  readonly seed: number;
  /** 0: unknown. */
  readonly parameters: number;
  readonly backend: BackendChoice;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Absent: unknown. */
  readonly facts?: PlanFacts;
}

export function plannedStatus({ created, backend, facts, ...run }: PlannedRun): RunStatus {
  return {
    ...run,
    ...facts,
    status: 'interrupted',
    step: 0,
    started: created,
    updated: created,
    pid: null,
    backend: expectedBackend(backend),
    validation: null,
    best: null,
    checkpoints: [],
    snapshots: [],
    error: null,
  };
}
