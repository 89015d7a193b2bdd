/** A run whose stepper only counts, with a store and a log in memory. It uses the tests' fake clock. */
import { vi } from 'vitest';
import type { TrainEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { TrainingPlan } from '../../models/plan.ts';
import type { CheckpointContent, CheckpointStore } from '../../runs/checkpoints/checkpoint-store.ts';
import type { SnapshotStore } from '../../runs/snapshots/snapshot-store.ts';
import { controlSource } from '../control.ts';
import { lossLimitOf } from '../loss-limit.ts';
import { optimizerForm } from '../optimizer.ts';
import { NO_PROGRESS } from '../progress.ts';
import type { RunLog } from '../run-log.ts';
import type { Stepper } from '../stepper.ts';
import { train } from '../trainer.ts';

const TRAINING: TrainingPlan = {
  objective: { type: 'max-likelihood' },
  steps: 20,
  epochs: null,
  batchSize: 1,
  seed: 0,
  optimizer: { type: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  schedule: { type: 'constant', warmup: 0, final: 0, every: 1000, factor: 0.5 },
  gradientClip: null,
  ema: null,
  validation: { every: 1000, samples: 1 },
  earlyStopping: null,
  checkpoint: { every: 5, seconds: 1000, keep: 3, history: 0, historyBytes: 0 },
  statistics: { every: 10 },
  lossLimit: null,
  recompute: false,
};

/** A stepper whose state counts the steps; `skip` says which steps have a gradient that is not finite. */
export function counting(skip: (step: number) => boolean = () => false, milliseconds = 0): Stepper {
  let taken = 0;
  return {
    async run(first, count) {
      if (milliseconds > 0) vi.advanceTimersByTime(count * milliseconds);
      const steps = Array.from({ length: count }, (_, i) => first + i);
      const bad = steps.findIndex(skip);
      const done = bad < 0 ? steps : steps.slice(0, bad + 1);
      const reports = done.map((step) => ({
        step,
        loss: step,
        gradientNorm: 1,
        objectives: [{ loss: step, gradientNorm: 1 }],
        terms: [],
        layers: { base: 0, logDets: new Float32Array() },
        learningRate: 1e-3,
        skipped: skip(step),
      }));
      taken += done.filter((step) => !skip(step)).length;
      return { reports, diverged: null };
    },
    readState: async () => ({ count: Float32Array.of(taken) }),
    async dispose() {},
  };
}

export const full = () => new FlowscopeError('disk-full', 'No space left to write the checkpoint (ENOSPC).');

export interface Conditions {
  readonly training?: Partial<TrainingPlan>;
  readonly steps?: number;
  /** NLL of the n-th validation, 1-based. */
  readonly nll?: (validation: number) => number;
  /** How many of the hundred rows have no finite log q. */
  readonly leftOut?: (validation: number) => number;
  readonly sync?: () => void;
  /** Called before the last event is recorded. */
  readonly conclude?: () => void;
  /** Steps that get a snapshot. */
  readonly snapshotsAt?: readonly number[];
  /** Which of their writes, 1-based, fail with a full disk. */
  readonly snapshotFails?: (attempt: number) => boolean;
}

/**
 * A run of 20 steps without files.
 * @param fails which checkpoint writes, 1-based, fail with a full disk
 */
export function setUp(
  fails: (attempt: number) => boolean,
  {
    training,
    steps = 20,
    nll,
    leftOut = () => 0,
    sync,
    conclude,
    snapshotsAt = [],
    snapshotFails = () => false,
  }: Conditions = {},
) {
  const control = controlSource();
  const events: TrainEvent[] = [];
  const times: number[] = [];
  const written: CheckpointContent[] = [];
  let attempts = 0;
  let snapshotAttempts = 0;
  let validations = 0;
  const store: CheckpointStore = {
    directory: '/run/checkpoints',
    async write(content) {
      if (fails(++attempts)) throw full();
      written.push(content);
      const { step, best } = content;
      return { step, path: `/run/checkpoints/step-${step}.safetensors`, sha256: 'hash', size: 1, best, time: '' };
    },
    setAsideAfter: async () => null,
  };
  const kept: number[] = [];
  const snapshots: SnapshotStore = {
    due: (step) => snapshotsAt.includes(step) && !kept.includes(step),
    next: (step) => snapshotsAt.find((other) => other > step) ?? Number.POSITIVE_INFINITY,
    async write(step) {
      if (snapshotFails(++snapshotAttempts)) throw full();
      kept.push(step);
    },
  };
  const log: RunLog = {
    emit: (event) => {
      events.push(event);
      times.push(performance.now());
    },
    conclude: async (event) => {
      conclude?.();
      log.emit(event);
    },
    layers: async () => {},
    trouble: null,
    attempt: 1,
    sync: async () => sync?.(),
    close: async () => {},
  };
  const run = (stepper: Stepper) =>
    train({
      runDir: '/run',
      training: { ...TRAINING, ...training },
      steps,
      stepper,
      scaleBound: null,
      lossLimit: lossLimitOf({ lossLimit: null }, [1], 0),
      layout: { groups: [], fixed: [], averaged: false },
      fixed: new Map(),
      start: { progress: NO_PROGRESS, checkpoint: null },
      chunkLimit: 100,
      dataLogDet: 0,
      watches: [],
      optimizerForm: optimizerForm(TRAINING.optimizer),
      report: {
        objectives: [{ name: 'max-likelihood', minimizedBy: 'flow', likelihood: true }],
        terms: [],
        positions: [],
      },
      validate: nll
        ? async () => {
            const count = leftOut(++validations);
            const notFinite = { count, negativeInfinity: count, positiveInfinity: 0, nan: 0 };
            return { nll: nll(validations), se: 0, n: 100, unit: 'nats', ...(count === 0 ? {} : { notFinite }) };
          }
        : null,
      finish: async () => ({ validation: null, test: null, parametersSha256: '' }),
      store,
      snapshots,
      log,
      control,
    });
  const stepEvents = () =>
    events.flatMap((event, i) => (event.event === 'step' ? [{ ...event, time: times[i]! }] : []));
  const saved = () => written.map(({ step, best }) => (best ? `best ${step}` : `${step}`));
  return { control, events, written, kept, run, stepEvents, saved };
}
