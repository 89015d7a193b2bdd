/** The entry of a run that nobody trains here, in `run/list` and in reports. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { RunStatus } from './run-status.ts';

const AT_REST = {
  owned: false,
  queuePosition: null,
  pause: null,
  loss: null,
  samplesPerSecond: null,
  eta: null,
} as const;

/** What is known about a run in addition to its status. */
export interface RunTraits {
  /** Trained from unsaved spec text. */
  readonly unsaved: boolean;
  /** Its run.json has been written. */
  readonly begun: boolean;
}

/** From its directory, or from its spec if it has not begun. */
export function restingInfo(
  { checkpoints, snapshots, integrity, shape, ...status }: RunStatus,
  { unsaved, begun }: RunTraits,
): RunInfo {
  const intact = integrity === undefined ? {} : { integrity: { ...integrity, problems: [...integrity.problems] } };
  const points = shape === undefined ? {} : { shape: [...shape] };
  const lists = { ...listOf({ checkpoints, snapshots }), ...points };
  return { ...status, ...AT_REST, ...lists, ...unitOf(status), ...intact, unsaved, begun };
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
