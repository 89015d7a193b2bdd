/** Computes what the panels of a report ask, most important first, until the file is full. */
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { ComputedAnswer } from './computed-answer.ts';
import { layerQuestions, type Question, type ReportSubject, stepQuestions } from './questions.ts';
import type { ReportBuilder } from './report-builder.ts';

export interface ReportSteps {
  /** The step at which the panels open. */
  readonly first: number;
  readonly newest: number;
  /** Further steps, most important first. */
  readonly others: readonly number[];
}

export interface ReportProgress {
  readonly done: number;
  readonly total: number;
  /** What is computed now. */
  readonly what: string;
}

export interface ComputedReport {
  /** Steps that the panels can show, ascending. */
  readonly steps: readonly number[];
  /** Steps with details of layers. */
  readonly detailed: readonly number[];
  /** Layers of `first` without details. */
  readonly undetailed: readonly number[];
  /** Figures of `first` for which there was no room. */
  readonly missing: readonly Question[];
}

/** @throws FlowscopeError if the run or its data cannot be used; the signal's reason once it is aborted */
export type AskFigure = (question: Question, step: number) => Promise<ComputedAnswer>;

/** Share of the file that the details of the first step may take: the time slider needs the rest. */
const DETAILS = 0.5;

/** @throws as `ask` */
export async function computeReport(
  builder: ReportBuilder,
  ask: AskFigure,
  subject: ReportSubject,
  { first, newest, others }: ReportSteps,
  onProgress: (progress: ReportProgress) => void,
): Promise<ComputedReport> {
  const later = [newest, ...others].filter((step, i, all) => step !== first && all.indexOf(step) === i);
  const { layers } = subject;
  const total = 1 + layers.length + later.length + (newest === first || layers.length === 0 ? 0 : 1);
  let done = 0;
  const progress = (what: string) => onProgress({ done: done++, total, what });
  const askAll = async (questions: readonly Question[], step: number) => {
    const answers: ComputedAnswer[] = [];
    for (const question of questions) answers.push(await ask(question, step));
    return answers;
  };

  progress(`step ${first}`);
  const missing: Question[] = [];
  for (const question of stepQuestions(subject, true)) {
    if (!builder.add([await ask(question, first)])) missing.push(question);
  }
  const steps = [first];

  const undetailed: number[] = [];
  for (const layer of layers) {
    progress(`layer ${layer.index}`);
    const isRoom = builder.taken < DETAILS && builder.add(await askAll(layerQuestions(subject, layer, true), first));
    if (!isRoom) undetailed.push(layer.index);
  }

  for (const step of later) {
    progress(`step ${step}`);
    const group = await ofLaterStep(() => askAll(stepQuestions(subject, false), step));
    if (group === null) continue;
    if (!builder.add(group)) break;
    steps.push(step);
  }
  const detailed = layers.length > undetailed.length ? [first] : [];
  if (layers.length > 0 && newest !== first && steps.includes(newest)) {
    progress(`layers of step ${newest}`);
    const group = await ofLaterStep(() =>
      askAll(
        layers.flatMap((layer) => layerQuestions(subject, layer, false)),
        newest,
      ),
    );
    if (group !== null && builder.add(group)) detailed.push(newest);
  }
  return { steps: ascending(steps), detailed: ascending(detailed), undetailed, missing };
}

/** null: a checkpoint that a run in training has removed meanwhile, or a damaged one; the others are there. */
async function ofLaterStep<T>(compute: () => Promise<T>): Promise<T | null> {
  try {
    return await compute();
  } catch (error) {
    if (error instanceof FlowscopeError && error.code === 'checkpoint') return null;
    throw error;
  }
}

function ascending(steps: readonly number[]): readonly number[] {
  return [...steps].sort((a, b) => a - b);
}
