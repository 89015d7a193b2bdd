/** Where a training's events go: the listener, metrics.jsonl, layers.jsonl and TensorBoard. */
import type { LayersEvent, StepEvent, TrainEvent } from '../../protocol/train-events.ts';
import type { JsonObject } from '../runs/json.ts';
import { openLayersLog } from '../runs/layers-log.ts';
import { openMetricsLog } from '../runs/metrics-log.ts';
import type { Run } from '../runs/run-directory.ts';
import { openTensorBoardLog } from '../runs/tensorboard.ts';
import { isPausing } from '../runs/write-error.ts';

export interface RunLog {
  /** Tells the listener and records the event. A full disk does not throw: see `trouble`. */
  emit(event: TrainEvent): void;
  /** Records the per-layer means of a step in layers.jsonl at its own cadence. */
  layers(row: LayersEvent): Promise<void>;
  /** What keeps records from being written (they wait in memory), or null. */
  readonly trouble: Error | null;
  readonly attempt: number;
  /** Writes and fsyncs what is waiting. @throws FlowscopeError `disk-full` | `unwritable` */
  sync(): void;
  close(): void;
}

export interface RunLogOptions {
  readonly run: Run;
  readonly statisticsEvery: number;
  /** Step a resume goes on from; null for a new run. */
  readonly fromStep: number | null;
  readonly listener: (event: TrainEvent) => void;
}

export async function openRunLog({ run, statisticsEvery, fromStep, listener }: RunLogOptions): Promise<RunLog> {
  const metrics = openMetricsLog(run.paths.metrics);
  const from = fromStep === null ? {} : { fromStep };
  const layers = await openLayersLog(run.paths.layers, { every: statisticsEvery, ...from });
  const board = openTensorBoardLog(run.directory, from);
  let trouble: Error | null = null;
  const guarded = (write: () => void) => {
    try {
      write();
    } catch (error) {
      if (!isPausing(error)) throw error;
      trouble = error;
    }
  };
  if (fromStep !== null) guarded(() => metrics.resume(fromStep));
  return {
    emit(event) {
      listener(event);
      const { event: name, ...fields } = event;
      const step = 'step' in event ? event.step : (fromStep ?? 0);
      guarded(() => metrics.append(name, step, { ...fields, step } as JsonObject));
      guarded(() => board.scalars(step, scalarsOf(event)));
    },
    async layers({ step, base, layers: means }) {
      try {
        await layers.add({ step, base, layers: [...means] });
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
    sync() {
      metrics.sync();
      board.sync();
      trouble = null;
    },
    close() {
      metrics.close();
      board.close();
    },
  };
}

function scalarsOf(event: TrainEvent): Record<string, number> {
  if (event.event === 'step') return stepScalars(event);
  if (event.event !== 'validation') return {};
  return { 'validation/nll': event.nll, ...(event.gap ? { 'validation/gap': event.gap.mean } : {}) };
}

function stepScalars({ loss, learningRate, gradientNorm, samplesPerSecond }: StepEvent): Record<string, number> {
  return {
    'train/loss': loss,
    'train/learning-rate': learningRate,
    'train/gradient-norm': gradientNorm,
    'train/samples-per-second': samplesPerSecond,
  };
}
