/** What is not in a report, in sentences. */
import { FIGURES } from '../../protocol/figures/registry.ts';
import { formatCount } from '../format/numbers.ts';
import type { ComputedReport } from './compute-report.ts';

/** @param all steps of the run */
export function leftOutSentences(computed: ComputedReport, all: readonly number[]): string[] {
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
    'Settings are those at which the panels open: another temperature, seed or row is not in the file, and the panel says so.',
  ];
}

function stepList(steps: readonly number[]): string {
  return `${steps.length === 1 ? 'step' : 'steps'} ${steps.map(formatCount).join(', ')}`;
}
