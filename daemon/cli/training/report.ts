/** The output of `flowscope train`: JSON lines, or a progress line and figures for people. */
import type {
  DoneEvent,
  EngineFacts,
  InterruptedEvent,
  SplitFigures,
  StartEvent,
  StepEvent,
  TrainEvent,
  ValidationEvent,
} from '../../../protocol/train-events.ts';
import { backendWorkText } from '../../format/backend-work-text.ts';
import { dataProgressText } from '../../format/data-progress-text.ts';
import { TWO_ERRORS } from '../../format/error-text.ts';
import { leftOutText } from '../../format/left-out-text.ts';
import { formatCount, formatCounted, formatDuration, formatEstimate, formatNats } from '../../format/numbers.ts';
import { effectiveText, readingFields } from '../../format/reading-text.ts';
import { ENGLISH } from '../../format/strings.ts';
import { createStyle } from '../../format/style.ts';
import type { CommandIo } from '../command-io.ts';
import { writeJson, writeNote, writeText } from '../print.ts';
import { createTaskProgress } from '../task-progress.ts';
import type { TrainingProgress } from './progress-line.ts';
import { createProgressLine } from './progress-line.ts';

export interface TrainingReport {
  event(event: TrainEvent): void;
  /** A note besides the events. */
  note(text: string): void;
  close(): void;
}

export function trainingReport(io: CommandIo, json: boolean): TrainingReport {
  if (!json) return forPeople(io);
  return { event: (event) => writeJson(io, event), note: (text) => writeNote(io, text), close: () => {} };
}

function forPeople(io: CommandIo): TrainingReport {
  const line = createProgressLine({ stream: io.stderr, interactive: io.interactive, style: createStyle(io.color) });
  const loading = createTaskProgress(io);
  let start: StartEvent | null = null;
  let validation: ValidationEvent | null = null;
  const last = (text: string) => {
    loading.finish();
    line.finish();
    writeText(io, text);
  };
  return {
    event(event) {
      switch (event.event) {
        case 'preparing':
          return loading.update({ ...event, what: dataProgressText(event) });
        case 'backend':
          return loading.update({ done: 0, total: 0, what: backendWorkText(event) });
        case 'start':
          loading.finish();
          start = event;
          return writeText(io, introduction(event));
        case 'step':
          loading.finish();
          return line.update(progressOf(event, start, validation));
        case 'validation':
          validation = event;
          return;
        case 'warning':
          // Those of the data were shown with the spec, before the run began.
          if (event.step === 0) return;
          return line.note(`Warning at step ${event.step}: ${event.message}`);
        case 'paused':
          return line.note(
            `Paused at step ${event.step}: ${event.message}` +
              (event.reason === 'disk-full'
                ? '\nTraining continues by itself once this is solved. Ctrl-C ends it.'
                : ''),
          );
        case 'resumed':
          return line.note(`Resumed at step ${event.step}.`);
        case 'done':
          return last(conclusion(event, start));
        case 'interrupted':
          return last(interruption(event));
        case 'failed':
          return last(
            `Failed${event.checkpoint === null ? '' : ` after step ${event.step}`} (${event.code}): ${event.message}` +
              (event.checkpoint === null ? '' : `\nThe last good checkpoint is ${event.checkpoint}`),
          );
        default:
          return;
      }
    },
    note(text) {
      loading.finish();
      line.note(text);
    },
    close() {
      loading.finish();
      line.finish();
    },
  };
}

function introduction({
  name,
  dimension,
  parameters,
  rows,
  backend,
  engine,
  threads,
  resumedFrom,
  runDir,
  data,
  setAside,
}: StartEvent): string {
  const verb = resumedFrom === null ? `Training ${name}` : `Resuming ${name} at step ${resumedFrom}`;
  // This backend has other devices: threads are those of the processor.
  const isOther = engine !== undefined && engine.device !== backend;
  const figures = [
    formatCounted(dimension, 'dimension'),
    formatCounted(parameters, 'parameter'),
    formatCounted(rows.train, 'training row'),
    isOther ? `${backend} on ${placeOf(engine)}` : `${backend}, ${formatCounted(threads, 'thread')}`,
  ];
  return [
    `${verb}: ${figures.join(', ')}`,
    ...(isOther ? [`  ${'backend'.padEnd(9)}  ${engineText(engine)}`] : []),
    ...readingFields(data).map(([name, text]) => `  ${name.padEnd(9)}  ${text}`),
    `  ${runDir}`,
    ...(setAside === undefined ? [] : [`  The checkpoints that are not used were moved to ${setAside}`]),
  ].join('\n');
}

/** One device by its name; of several, `device` is only the first. */
function placeOf({ device, devices = 1 }: EngineFacts): string {
  return devices === 1 ? device : formatCounted(devices, 'device');
}

function engineText({ deviceKind, devices, ranks, versions, matmulPrecision, reason }: EngineFacts): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const precision =
    matmulPrecision === undefined || matmulPrecision === 'highest' ? [] : [`matmul precision ${matmulPrecision}`];
  const shared = devices === undefined ? [] : [`${devices} devices${ranks === undefined ? '' : ` of ${ranks} ranks`}`];
  return [deviceKind, ...shared, ...named, ...precision, `chosen by ${reason}`].join(', ');
}

function progressOf(step: StepEvent, start: StartEvent | null, validation: ValidationEvent | null): TrainingProgress {
  return {
    step: step.step,
    steps: step.steps,
    loss: step.lossMean,
    unit: step.unit,
    objectives: step.objectives,
    gap: validation?.gap?.mean,
    gapBitsPerDim: validation?.gapBitsPerDim,
    floor: start?.floor?.nll,
    validation: validation?.nll,
    samplesPerSecond: step.samplesPerSecond,
    timeLeft: step.eta,
  };
}

function conclusion(event: DoneEvent, start: StartEvent | null): string {
  const early = event.reason === 'early-stopping' ? ', stopped early with the best weights' : '';
  const best = event.bestStep === null ? '' : ` (weights of step ${event.bestStep}, best by validation)`;
  const { warnings = [] } = event;
  const verb = warnings.length === 0 ? 'Done' : 'Ended with problems';
  return [
    `${verb} after ${formatCount(event.step)} steps in ${formatDuration(event.elapsed)}${early}${best}`,
    ...warnings.map(({ message }) => `  warning     ${message}`),
    ...(event.validation ? [`  validation  ${figures(event.validation, start)}`] : []),
    ...(event.test ? [`  test        ${figures(event.test, start)}`] : []),
    ...(event.validation || event.test ? [`              ${TWO_ERRORS}`] : []),
    ...(start?.floor
      ? [
          `  floor       NLL ${formatNats(start.floor.nll)} nats${inBits(start.floor.bitsPerDim)}, the lowest expected NLL of any model`,
        ]
      : []),
    ...aboutLikelihood(start, event),
    `  run         ${event.runDir}`,
  ].join('\n');
}

/** What the figures are, if they are not those of log q. */
function aboutLikelihood(start: StartEvent | null, { runDir }: DoneEvent): readonly string[] {
  if (start?.pseudoLikelihood) {
    return [
      '  likelihood  not one of the data, so these figures bound no NLL, and have no bits/dim: flowscope check says why',
    ];
  }
  if (start?.likelihood === 'bound') {
    return [`  bound       ${ENGLISH.elboIsBound}`, `              A tighter bound: flowscope evaluate ${runDir}`];
  }
  if (start?.likelihood === 'none') {
    return [
      `  likelihood  none: ${ENGLISH.noLikelihood}`,
      `              Look at them: flowscope sample ${runDir} -n 1000 -o samples.${isDrawn(start) ? 'png' : 'csv'}`,
    ];
  }
  return start?.lowerBound ? [`  bound       ${ENGLISH.lowerBound}`] : [];
}

/** Whether `sample` can draw its points: images and points of the plane. */
function isDrawn({ dimension, bits }: StartEvent): boolean {
  return dimension === 2 || bits !== undefined;
}

/** A run that had not begun has no directory. */
function interruption({ runDir, step, checkpoint }: InterruptedEvent): string {
  if (runDir === '') return 'Interrupted before training began. Nothing was saved.';
  if (checkpoint === null) return `Interrupted at step ${step}, before the first checkpoint.`;
  return `Interrupted at step ${step}. Resume with: flowscope train --resume ${runDir}`;
}

function figures(
  { nll, se, gap, gapBitsPerDim, bitsPerDim, n, notFinite, effectiveSampleSize }: SplitFigures,
  start: Pick<StartEvent, 'likelihood' | 'pseudoLikelihood'> | null,
): string {
  const leftOut = leftOutText(notFinite, n, { summary: 'every mean' });
  const means = [
    `${nameOf(start)} ${formatEstimate(nll, se)} nats`,
    ...(bitsPerDim === undefined ? [] : [`${formatNats(bitsPerDim)} bits/dim`]),
    ...(gap ? [`gap to the true density ${formatEstimate(gap.mean, gap.se)}${inBits(gapBitsPerDim)}`] : []),
    `${formatCount(n)} rows${effectiveText(effectiveSampleSize)}`,
  ].join(', ');
  return leftOut === null ? means : `${means}\n              ${leftOut}`;
}

function nameOf(start: Pick<StartEvent, 'likelihood' | 'pseudoLikelihood'> | null): string {
  if (start?.pseudoLikelihood) return 'reconstruction + KL';
  return start?.likelihood === 'bound' ? ENGLISH.negativeElbo : ENGLISH.nllName;
}

/** Beside the same in nats, for images. */
function inBits(bitsPerDim: number | null | undefined): string {
  return bitsPerDim == null ? '' : ` (${formatNats(bitsPerDim)} bits/dim)`;
}
