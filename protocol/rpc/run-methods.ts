import * as z from 'zod/mini';
import { count, likelihood, number, runName, writtenLabel, writtenNote } from '../common.ts';
import { dataProgressSchema } from '../data-progress.ts';
import { engineChoiceSchema } from '../engine-choice.ts';
import { runsResultSchema } from '../runs-result.ts';
import { arrayReference } from './array-reference.ts';
import { defineMethod, defineNotification } from './method.ts';
import { specParameter } from './spec-parameter.ts';

/** An entry of `flowscope runs`, with what only the daemon knows. */
export const runInfo = z.extend(runsResultSchema.shape.runs.def.element, {
  status: z.enum(['queued', 'starting', 'running', 'paused', 'stopping', 'finished', 'interrupted', 'failed']),
  /** This daemon trains it, or will. */
  owned: z.boolean(),
  /** Position in the queue, 1 is next; null if it is not queued. */
  queuePosition: z.nullable(count),
  /**
   * false: it has neither a run.json nor a log yet. It is queued, being prepared, or failed to begin, and its entry
   * comes from its spec. Absent in answers of older daemons.
   */
  begun: z.optional(z.boolean()),
  /** How far loading its data is, if that takes long and the run is `starting`; else absent. */
  preparing: z.optional(dataProgressSchema),
  /** What its backend does before the first step, if that takes long; else absent. */
  working: z.optional(
    z.strictObject({ backend: z.string(), what: z.enum(['starting', 'compiling']), seconds: z.number() }),
  ),
  /** Why it is paused, else null. */
  pause: z.nullable(z.strictObject({ reason: z.enum(['disk-full', 'user']), message: z.string() })),
  /** Trained from unsaved spec text. */
  unsaved: z.boolean(),
  loss: number,
  /** While it trains: the losses of the newest step, the one of `loss` first. Absent with a single one. */
  objectives: z.optional(z.array(z.strictObject({ name: z.string(), loss: number }))),
  samplesPerSecond: number,
  /** Seconds left; null before it can be estimated, and for runs that are not training. */
  eta: number,
});
export type RunInfo = z.infer<typeof runInfo>;

const only = z.strictObject({ run: runName });
const info = z.strictObject({ run: runInfo });

const threads = z.optional(z.int().check(z.minimum(1), z.maximum(256)));

/** Answers once the run has begun, failed to begin (an error), or is queued. */
export const runStart = defineMethod(
  'run/start',
  z.strictObject({
    /** The run goes to `.flowscope/runs` in the folder of its path. */
    spec: z.extend(specParameter, {
      /** The text differs from the file. */
      unsaved: z._default(z.boolean(), false),
    }),
    /** Absolute; absent or empty. Default: `.flowscope/runs` beside the spec. */
    runDir: z.optional(z.string().check(z.minLength(1), z.maxLength(4096))),
    steps: z.optional(z.int().check(z.minimum(1))),
    seed: z.optional(count),
    threads,
    engine: z.optional(engineChoiceSchema),
  }),
  info,
);

/** Resumes a paused, interrupted or failed run. Answers like `run/start`. */
export const runResume = defineMethod(
  'run/resume',
  z.strictObject({
    run: runName,
    threads,
    /** On a file system without locks: take the run although its last trainer seems alive. */
    takeOver: z._default(z.boolean(), false),
    /** Replaces what the run began with. */
    engine: z.optional(engineChoiceSchema),
    /** Moves the checkpoints aside and trains from step 0, also a finished run. */
    fromStart: z.optional(z.boolean()),
  }),
  info,
);
/** Answers once training has paused. */
export const runPause = defineMethod('run/pause', only, info);
/** Saves a checkpoint now, in addition to the spec's schedule; answers once it is on disk. */
export const runCheckpoint = defineMethod('run/checkpoint', only, info);
/** Stops training; answers once it has ended. */
export const runStop = defineMethod(
  'run/stop',
  z.strictObject({
    run: runName,
    /** End at once, without saving steps after the last checkpoint. */
    force: z._default(z.boolean(), false),
  }),
  info,
);
/**
 * Whether a run can be deleted (an error says why not), and what its directory has that Flowscope did not write:
 * relative paths, at most 100. `run/delete` keeps these.
 */
export const runDeletable = defineMethod(
  'run/deletable',
  only,
  z.strictObject({ runDir: z.string(), others: z.array(z.string()) }),
);
/**
 * Deletes what Flowscope wrote of a run that is not training, and its directory if nothing else is in it. `kept`: relative
 * paths of what stays, at most 100.
 */
export const runDelete = defineMethod(
  'run/delete',
  z.extend(only, {
    /** The client has moved the directory to the trash: nothing is deleted, and the other clients are told. */
    trashed: z._default(z.boolean(), false),
  }),
  z.strictObject({ kept: z.optional(z.array(z.string())) }),
);

/** Changes the user's label and note of a run that has begun, also while it trains. What is absent stays; null removes it. */
export const runAnnotate = defineMethod(
  'run/annotate',
  z.extend(only, { label: z.optional(z.nullable(writtenLabel)), note: z.optional(z.nullable(writtenNote)) }),
  info,
);

/** Newest first. Without `root`: the runs of the session's folders and those that this daemon has started. */
export const runList = defineMethod(
  'run/list',
  z.strictObject({ root: z.optional(z.string().check(z.minLength(1), z.maxLength(4096))) }),
  z.strictObject({
    runs: z.array(runInfo),
    /** Runs whose record cannot be read, if there are any. */
    damaged: z.optional(z.array(z.strictObject({ runDir: z.string(), message: z.string() }))),
  }),
);

export const runGet = defineMethod(
  'run/get',
  only,
  z.strictObject({
    run: runInfo,
    specText: z.nullable(z.string()),
    planHash: z.nullable(z.string()),
    dimension: z.nullable(z.int().check(z.minimum(1))),
    versions: z.record(z.string(), z.string()),
    /**
     * The data have integers to which no noise is added, so its NLLs can fall without limit, or its likelihood is not one of
     * such data. Absent if it is not known.
     */
    integers: z.optional(z.boolean()),
  }),
);

/** Subscribes the session to changes of runs: `run/changed` and `run/removed`. Lasts as long as the session. */
export const runWatch = defineMethod('run/watch', z.strictObject({}), z.strictObject({}));
/** Sent at most four times a second per run, always with the newest state. */
export const runChanged = defineNotification('run/changed', info);
export const runRemoved = defineNotification('run/removed', z.strictObject({ id: z.string(), runDir: z.string() }));

/** The records of `metrics.jsonl` from sequence number `from` on, first those on disk, then as they are written. */
export const runSubscribe = defineMethod(
  'run/subscribe',
  z.strictObject({ run: runName, from: z._default(z.int().check(z.minimum(1)), 1) }),
  z.strictObject({ subscription: z.int().check(z.minimum(1)) }),
);
export const runUnsubscribe = defineMethod(
  'run/unsubscribe',
  z.strictObject({ subscription: z.int().check(z.minimum(1)) }),
  z.strictObject({}),
);
export const runEvents = defineNotification(
  'run/events',
  z.strictObject({
    subscription: z.int().check(z.minimum(1)),
    /** Ascending `seq`, each once. After a `resumed` record the reader drops steps > its `fromStep`. */
    records: z.array(
      z.looseObject({ seq: z.int().check(z.minimum(1)), event: z.string(), step: count, time: z.iso.datetime() }),
    ),
    /** The client reads more slowly than the run writes: records wait on disk, not in memory. */
    lagging: z.boolean(),
    /** The run is not training and everything was sent; after a resume the same subscription continues. */
    end: z.boolean(),
  }),
);

/** Keys of the curves that the Training panel draws and a report keeps. */
export const TRAINING_CURVES = [
  'lossMean',
  'loss',
  'validation.nll',
  'learningRate',
  'gradientNorm',
  'samplesPerSecond',
  'terms.*',
  'objectives.*',
] as const;

/** Data for a chart: minimum, maximum and last value of each key in buckets of steps. */
export const runSeries = defineMethod(
  'run/series',
  z.strictObject({
    run: runName,
    /**
     * Numbers of `step` and `validation` events: `loss`, `lossMean`, `gradientNorm`, `validation.nll`, …; `terms.*` are all
     * that begin with `terms.`.
     */
    keys: z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.minLength(1), z.maxLength(32)),
    /** Steps, inclusive; null: the run's first and last. */
    from: z._default(z.nullable(count), null),
    to: z._default(z.nullable(count), null),
    buckets: z.int().check(z.minimum(1), z.maximum(16384)),
  }),
  z.strictObject({
    from: count,
    to: count,
    buckets: count,
    /** Sequence number of the last record in the series. */
    seq: count,
    series: z.array(
      z.strictObject({
        key: z.string(),
        /** Points in the range. */
        points: count,
        /** float64 [buckets, 4]: step of the last point, minimum, maximum, last; NaN if a bucket is empty. */
        values: arrayReference,
      }),
    ),
  }),
);

/** At most this many marks are returned, the newest ones. */
export const MAX_MARKS = 1000;

/** Events of a run other than steps, which a chart marks. */
export const runMarks = defineMethod(
  'run/marks',
  only,
  z.strictObject({
    /** From the run's first record; null before it is written. */
    start: z.nullable(
      z.strictObject({
        /** Exact floor of the NLL, nats, if the density of the data is known. */
        floor: z.nullable(z.number()),
        /** Present if log q is a lower bound: a layer adds learned noise. */
        lowerBound: z.optional(z.literal(true)),
        /** What the model gives instead of log q. */
        likelihood,
        dimension: z.int().check(z.minimum(1)),
        /** Bits of an image source, whose figures are in bits/dim. Absent for other sources, and in older runs. */
        bits: z.optional(z.int().check(z.minimum(1), z.maximum(8))),
        rows: z.strictObject({ train: count, validation: count, test: count }),
      }),
    ),
    /** In log order, without those that a resume undid. */
    marks: z.array(
      z.strictObject({
        event: z.enum(['paused', 'resumed', 'interrupted', 'failed', 'done', 'skipped', 'warning']),
        step: count,
        time: z.iso.datetime(),
        /** Reason or message; empty if there is none. */
        text: z.string(),
        /** Of `done`: something was still out of order. The text says what. */
        warned: z.optional(z.literal(true)),
      }),
    ),
    /** Sequence number of the last record in the marks. */
    seq: count,
  }),
);

/** `layers.jsonl` as arrays: the heat map of layer × step. */
export const runLayers = defineMethod(
  'run/layers',
  only,
  z.strictObject({
    /** int32 [rows] */
    steps: arrayReference,
    /** float32 [rows]: mean log π(z). */
    base: arrayReference,
    /** float32 [rows, layers]: mean log|det| of each layer, data → latent. */
    layers: arrayReference,
  }),
);
