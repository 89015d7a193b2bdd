/** Sends a run's events to the listener, metrics.jsonl, layers.jsonl and TensorBoard. */
import type { FinalEvent, LayersEvent, StepEvent, TrainEvent } from '../../protocol/train-events.ts';
import type { JsonObject } from '../encoding/json.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { type FileSystem, nodeFileSystem } from '../runs/file-system.ts';
import { isLeaseLost } from '../runs/lease/lease-check.ts';
import { type AppendFile, openAppendFile } from '../runs/logs/append-file.ts';
import { openLayersLog } from '../runs/logs/layers-log.ts';
import type { LayersRow } from '../runs/logs/layers-row.ts';
import { openMetricsLog } from '../runs/logs/metrics-log.ts';
import { openTensorBoardLog } from '../runs/logs/tensorboard.ts';
import { isPausing } from '../runs/write-error.ts';

export interface RunLog {
  /** Notifies the listener and records the event. Does not throw on a full disk: see `trouble`. */
  emit(event: TrainEvent): void;
  /**
   * Records the last event with everything before it, and only then notifies the listener, so nothing can fail
   * afterwards.
   * @throws FlowscopeError `disk-full` | `unwritable`: the listener was not notified
   */
  conclude(event: FinalEvent): Promise<void>;
  /** Records the per-layer means of a step in layers.jsonl at its own cadence. Does not throw on a full disk. */
  layers(row: LayersEvent): Promise<void>;
  /** The error that keeps records from being written (they wait in memory), or null. */
  readonly trouble: Error | null;
  readonly attempt: number;
  /** Writes and fsyncs pending records. @throws FlowscopeError `disk-full` | `unwritable` */
  sync(): Promise<void>;
  /** Writes what it can and closes all files. Reports on stderr what could not be written. */
  close(): Promise<void>;
}

export interface RunLogOptions {
  readonly run: Run;
  readonly statisticsEvery: number;
  /** Step that a resume continues from; null for a new run. */
  readonly fromStep: number | null;
  /** The step of the best checkpoint on which training goes on; null: none. */
  readonly bestStep: number | null;
  readonly listener: (event: TrainEvent) => void;
  readonly open?: (path: string) => AppendFile;
  readonly files?: FileSystem;
}

export async function openRunLog(options: RunLogOptions): Promise<RunLog> {
  const { run, statisticsEvery, fromStep, bestStep, listener, open = openAppendFile, files = nodeFileSystem } = options;
  const metrics = openMetricsLog(run.paths.metrics, { open });
  const from = fromStep === null ? { open } : { open, fromStep };
  const layers = await openLayersLog(run.paths.layers, { every: statisticsEvery, files, ...from });
  const board = openTensorBoardLog(run.directory, from);
  let trouble: Error | null = null;
  /** Rows of layers.jsonl that are not written yet: only a few, since training pauses when writing fails. */
  const waiting: LayersRow[] = [];
  const guarded = (write: () => void) => {
    try {
      write();
    } catch (error) {
      if (!isPausing(error)) throw error;
      trouble = error;
    }
  };
  const writeLayers = async () => {
    for (let row = waiting[0]; row !== undefined; row = waiting[0]) {
      await layers.add(row);
      waiting.shift();
    }
  };
  const sync = async () => {
    metrics.sync();
    board.sync();
    await writeLayers();
    trouble = null;
  };
  if (fromStep !== null) guarded(() => metrics.resume(fromStep, bestStep));
  return {
    async conclude(event) {
      await sync();
      const { event: name, ...fields } = event;
      metrics.conclude(name, event.step, fields as JsonObject);
      listener(event);
    },
    emit(event) {
      listener(event);
      const { event: name, ...fields } = event;
      const step = 'step' in event ? event.step : (fromStep ?? 0);
      guarded(() => metrics.append(name, step, { ...fields, step } as JsonObject));
      guarded(() => board.scalars(step, scalarsOf(event)));
    },
    async layers({ step, base, layers: means }) {
      waiting.push({ step, base, layers: [...means] });
      try {
        await writeLayers();
      } catch (error) {
        if (!isPausing(error)) throw error;
        trouble = error;
      }
    },
    get trouble() {
      return trouble;
    },
    get attempt() {
      return metrics.attempt;
    },
    sync,
    async close() {
      for (const finish of [writeLayers, metrics.close, board.close]) {
        try {
          await finish();
        } catch (error) {
          // The failure that ends the run says so.
          if (isLeaseLost(error)) continue;
          process.stderr.write(`the last records of ${run.directory} are incomplete: ${(error as Error).message}\n`);
        }
      }
    },
  };
}

function scalarsOf(event: TrainEvent): Record<string, number> {
  if (event.event === 'step') return stepScalars(event);
  if (event.event !== 'validation') return {};
  const { nll, gap, notFinite } = event;
  return {
    'validation/nll': nll ?? Number.NaN,
    ...(gap ? { 'validation/gap': gap.mean ?? Number.NaN } : {}),
    ...(notFinite ? { 'validation/not-finite': notFinite.count } : {}),
  };
}

function stepScalars(event: StepEvent): Record<string, number> {
  const { loss, learningRate, gradientNorm, samplesPerSecond, objectives = [], terms = {} } = event;
  return {
    ...Object.fromEntries(objectives.map((own) => [`train/${own.name}/loss`, own.loss])),
    ...Object.fromEntries(objectives.map((own) => [`train/${own.name}/gradient-norm`, own.gradientNorm])),
    ...Object.fromEntries(Object.entries(terms).map(([name, value]) => [`train/${name}`, value])),
    'train/loss': loss,
    'train/learning-rate': learningRate,
    'train/gradient-norm': gradientNorm,
    'train/samples-per-second': samplesPerSecond,
  };
}
