/** Builds the entry of a run in `run/list` and `run/changed` from its directory and its worker's events. */
import { type BackendChoice, expectedBackend } from '../../../protocol/backends.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { PlanFacts } from '../../runs/description/plan-facts.ts';
import type { RunStatus } from '../../runs/directory/run-status.ts';
import type { LiveRun } from './live-run.ts';

const AT_REST = {
  owned: false,
  queuePosition: null,
  pause: null,
  loss: null,
  samplesPerSecond: null,
  eta: null,
} as const;

/** What the daemon knows about a run in addition to its status. */
export interface RunTraits {
  /** Trained from unsaved spec text. */
  readonly unsaved: boolean;
  /** Its run.json has been written. */
  readonly begun: boolean;
}

/** Entry of a run that this daemon is not training, from its directory, or from its spec if it has not begun. */
export function restingInfo(
  { checkpoints, snapshots, integrity, shape, ...status }: RunStatus,
  { unsaved, begun }: RunTraits,
): RunInfo {
  const intact = integrity === undefined ? {} : { integrity: { ...integrity, problems: [...integrity.problems] } };
  const points = shape === undefined ? {} : { shape: [...shape] };
  const lists = { ...listOf({ checkpoints, snapshots }), ...points };
  return { ...status, ...AT_REST, ...lists, ...unitOf(status), ...intact, unsaved, begun };
}

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
    queuePosition,
    pause: live.pause,
    pid: live.pid,
    step: live.figures?.step ?? base.step,
    steps: live.figures?.steps ?? base.steps,
    loss: live.figures?.loss ?? null,
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

type Lists<T extends { checkpoints: unknown; snapshots?: unknown }> = Pick<T, 'checkpoints' | 'snapshots'>;

function listOf({ checkpoints, snapshots }: Lists<RunStatus>): Lists<RunInfo> {
  return {
    checkpoints: checkpoints.map((checkpoint) => ({ ...checkpoint })),
    snapshots: snapshots.map((snapshot) => ({ ...snapshot })),
  };
}

function unitOf({ validation }: Pick<RunStatus, 'validation'>): Pick<RunInfo, 'validation'> {
  return { validation: validation === null ? null : { ...validation, unit: 'nats' } };
}
