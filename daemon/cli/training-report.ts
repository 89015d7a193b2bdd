/** What `flowscope train` prints: JSON lines, or a progress line and the figures for people. */
import type { SplitFigures, StartEvent, StepEvent, TrainEvent, ValidationEvent } from '../../protocol/train-events.ts';
import type { CommandIo } from './command-io.ts';
import { writeJson, writeNote } from './print.ts';
import { duration, significant } from './terminal/numbers.ts';
import { progressLine } from './terminal/progress-line.ts';

export interface TrainingReport {
  event(event: TrainEvent): void;
  /** A remark beside the events. */
  note(text: string): void;
  close(): void;
}

export function trainingReport(io: CommandIo, json: boolean): TrainingReport {
  if (json) {
    return {
      event: (event) => writeJson(io, event),
      note: (text) => writeNote(io, text),
      close: () => {},
    };
  }
  return forPeople(io);
}

function forPeople(io: CommandIo): TrainingReport {
  const line = progressLine(io.stderr, io.interactive);
  let start: StartEvent | null = null;
  let validation: ValidationEvent | null = null;
  const say = (text: string) => {
    line.clear();
    io.stdout.write(`${text}\n`);
  };
  return {
    event(event) {
      switch (event.event) {
        case 'start':
          start = event;
          return say(introduction(event));
        case 'step':
          return line.show(progress(event, start, validation));
        case 'validation':
          validation = event;
          return;
        case 'paused':
          return say(`Paused at step ${event.step}: ${event.message}`);
        case 'resumed':
          return say(`Going on at step ${event.step}.`);
        case 'done':
          say(
            `Done: ${event.step} steps in ${duration(event.elapsed)}${event.reason === 'early-stopping' ? ' (stopped early, best weights kept)' : ''}.`,
          );
          if (event.validation) say(`  validation  ${figures(event.validation)}`);
          if (event.test) say(`  test        ${figures(event.test)}`);
          if (start?.floor)
            say(`  floor       ${significant(start.floor.nll)} nats (the lowest NLL any model can reach)`);
          say(`  run         ${event.runDir}`);
          return;
        case 'interrupted':
          return say(
            `Interrupted at step ${event.step}. ${event.checkpoint ? `Continue with: flowscope train --resume ${event.runDir}` : 'No checkpoint was saved.'}`,
          );
        case 'failed':
          return say(
            `Failed at step ${event.step} (${event.code}): ${event.message}${event.checkpoint ? `\nThe last good checkpoint is ${event.checkpoint}.` : ''}`,
          );
        default:
          return;
      }
    },
    note: say,
    close: () => line.clear(),
  };
}

function introduction({
  name,
  dimension,
  parameters,
  rows,
  backend,
  threads,
  resumedFrom,
  runDir,
}: StartEvent): string {
  const from = resumedFrom === null ? 'Training' : `Resuming at step ${resumedFrom}:`;
  const threading = threads === 1 ? '1 thread' : `${threads} threads`;
  return `${from} ${name}: ${dimension} dimensions, ${parameters.toLocaleString('en-US')} parameters, ${rows.train.toLocaleString('en-US')} rows, ${backend} (${threading})\n  run ${runDir}`;
}

function progress(step: StepEvent, start: StartEvent | null, validation: ValidationEvent | null): string {
  const parts = [
    `step ${step.step}/${step.steps}`,
    `loss ${significant(step.lossMean)} nats`,
    ...(validation?.gap ? [`gap ${significant(validation.gap.mean)}`] : []),
    ...(!validation?.gap && start?.floor ? [`floor ${significant(start.floor.nll)}`] : []),
    ...(validation?.bitsPerDim === undefined ? [] : [`${significant(validation.bitsPerDim)} bits/dim`]),
    `${Math.round(step.samplesPerSecond).toLocaleString('en-US')} samples/s`,
    ...(step.eta === null ? [] : [`${duration(step.eta)} left`]),
  ];
  return parts.join('  ');
}

function figures({ nll, se, gap, bitsPerDim, n }: SplitFigures): string {
  const error = (value: number) => `± ${significant(2 * value, 2)}`;
  return [
    `NLL ${significant(nll)} ${error(se)} nats`,
    ...(bitsPerDim === undefined ? [] : [`${significant(bitsPerDim)} bits/dim`]),
    ...(gap ? [`gap ${significant(gap.mean)} ${error(gap.se)}`] : []),
    `${n.toLocaleString('en-US')} rows, ± 2 standard errors`,
  ].join('   ');
}
