/** Reports steps, with at most ten events a second, since chunks may be as short as one step. */
import type { LayersEvent, StepEvent } from '../../protocol/train-events.ts';
import type { RunLog } from './run-log.ts';
import type { ReportLayout, StepReport } from './step-report.ts';

export interface StepReportsOptions {
  readonly steps: number;
  readonly batchSize: number;
  /** What is subtracted from each objective's loss for data units. */
  readonly offsets: readonly number[];
  /** What standardization adds to log q. */
  readonly dataLogDet: number;
  /** Steps between rows of per-layer means. */
  readonly statisticsEvery: number;
  readonly layout: ReportLayout;
  readonly log: RunLog;
}

export interface StepReports {
  /** Adds the steps of a chunk that took `seconds`; `skipped` is the number of steps skipped so far. */
  add(reports: readonly StepReport[], seconds: number, skipped: number): Promise<void>;
  /** Reports the newest step unless it was reported; call it before anything that may be the last event. */
  flush(): void;
}

/** Milliseconds between events. */
const INTERVAL = 100;

export function stepReports(options: StepReportsOptions): StepReports {
  const { steps, batchSize, statisticsEvery, layout, offsets, dataLogDet, log } = options;
  const termOffset = (name: string) => (layout.likelihoodTerms?.includes(name) ? dataLogDet : 0);
  const began = performance.now();
  let toldAt = -Infinity;
  let speed = 0;
  let waiting: { readonly report: StepReport; readonly skipped: number } | null = null;
  /** Losses since the last event. */
  let [sum, count] = [0, 0];
  let layers: LayersEvent | null = null;
  const first = offsets[0]!;

  /** With a single objective, `loss` and `gradientNorm` say all. */
  const objectivesOf = ({ objectives }: StepReport): Pick<StepEvent, 'objectives'> => {
    if (objectives.length === 1) return {};
    return {
      objectives: objectives.map(({ loss, gradientNorm }, i) => ({
        name: layout.objectives[i]!.name,
        loss: loss - offsets[i]!,
        gradientNorm,
      })),
    };
  };
  const termsOf = ({ terms }: StepReport): Pick<StepEvent, 'terms'> =>
    layout.terms.length === 0
      ? {}
      : { terms: Object.fromEntries(layout.terms.map((name, i) => [name, terms[i]! - termOffset(name)])) };

  const flush = () => {
    if (waiting === null) return;
    const { report, skipped } = waiting;
    toldAt = performance.now();
    log.emit({
      event: 'step',
      step: report.step,
      steps,
      loss: report.loss - first,
      lossMean: sum / count - first,
      unit: layout.objectives[0]!.likelihood ? 'nats' : null,
      learningRate: report.learningRate,
      gradientNorm: report.gradientNorm,
      samplesPerSecond: speed,
      elapsed: (toldAt - began) / 1000,
      eta: speed > 0 ? ((steps - report.step) * batchSize) / speed : null,
      skipped,
      ...objectivesOf(report),
      ...termsOf(report),
    });
    if (layers !== null) log.emit(layers);
    [waiting, sum, count, layers] = [null, 0, 0, null];
  };

  return {
    async add(reports, seconds, skipped) {
      speed = smoothed(speed, (reports.length * batchSize) / seconds);
      for (const report of reports) {
        [sum, count, waiting] = [sum + report.loss, count + 1, { report, skipped }];
        if (report.step % statisticsEvery === 0 && report.layers !== null && layout.positions !== null) {
          layers = layersEvent(report.step, report.layers, layout.positions);
          await log.layers(layers);
        }
        // Report the very first step at once.
        if (toldAt === -Infinity) flush();
      }
      if (performance.now() - toldAt >= INTERVAL || waiting?.report.step === steps) flush();
    },
    flush,
  };
}

function layersEvent(
  step: number,
  { base, logDets }: NonNullable<StepReport['layers']>,
  positions: readonly number[],
): LayersEvent {
  const ordered = new Array<number>(logDets.length);
  for (const [i, at] of positions.entries()) ordered[at] = logDets[i]!;
  return { event: 'layers', step, base, layers: ordered };
}

function smoothed(previous: number, sample: number): number {
  if (!Number.isFinite(sample)) return previous;
  return previous === 0 ? sample : 0.7 * previous + 0.3 * sample;
}
