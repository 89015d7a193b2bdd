/** What is not in a report, in sentences. */
import { FIGURES } from '../../protocol/figures/registry.ts';
import { formatCount } from '../format/numbers.ts';
import type { ComputedReport } from './compute-report.ts';
import { classesOf, conditionalChoices, type ReportSubject } from './questions.ts';

/** @param all steps of the run */
export function leftOutSentences(computed: ComputedReport, all: readonly number[], subject: ReportSubject): string[] {
  const { steps, detailed, undetailed, missing } = computed;
  const absent = [...new Set(all)].filter((step) => !steps.includes(step)).sort((a, b) => a - b);
  const onlyOf = (what: string, some: readonly number[]) =>
    some.length === 0 || some.length === steps.length ? [] : [`${what} only at ${stepList(some)}.`];
  return [
    ...(absent.length === 0 ? [] : [`There is no room for ${stepList(absent)}.`]),
    ...missing.map(
      ({ figure }) => `There is no room for a figure of the first step: ${FIGURES[figure].title.toLowerCase()}.`,
    ),
    ...(undetailed.length === 0
      ? []
      : [`There is no room for the details of the layers ${undetailed.map(String).join(', ')}.`]),
    ...onlyOf('The details of layers are', detailed),
    ...conditionalSentences(conditionalChoices(subject)),
    ...classSentences(subject),
    'Settings are those at which the panels open: another temperature, seed or row is not in the file, and the panel says so.',
  ];
}

function conditionalSentences(choices: readonly (readonly string[])[]): readonly string[] {
  const pairs = choices.filter(({ length }) => length === 2);
  if (choices.length === 0) return [];
  const most = pairs.length === 1 ? 'the pair' : `the ${formatCount(pairs.length)} pairs`;
  const ofPairs = pairs.length === 0 ? '' : ` and of ${most} with the largest rank correlation among the training rows`;
  return [
    `Densities are of single columns${ofPairs}, the other columns held at their medians. At steps other than the first one only that of ${choices[0]!.join(' and ')} is in the file.`,
  ];
}

function classSentences(subject: ReportSubject): readonly string[] {
  const classes = classesOf(subject);
  const { labels } = subject;
  if (labels === null || classes.length === 0) return [];
  const given =
    classes.length === labels.count
      ? `each ${labels.column}`
      : `the first ${classes.length} of ${labels.count} values of ${labels.column}`;
  return [
    `Figures given a value of the context are in the file for ${given}, at the first step: some densities${labels.isAlone ? ' and samples' : ''}. Other densities are given the context of row 0.`,
  ];
}

function stepList(steps: readonly number[]): string {
  return `${steps.length === 1 ? 'step' : 'steps'} ${steps.map(formatCount).join(', ')}`;
}
