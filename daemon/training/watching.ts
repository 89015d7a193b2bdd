/** Warns when a term of the steps stays beyond a bound that the model has declared. */
import type { OpenWarning, WarningEvent } from '../../protocol/train-events.ts';
import type { Watch } from '../models/definition.ts';
import type { StepReport } from './step-report.ts';

export interface Watching {
  /** The warnings that these steps, which follow those before, give rise to. */
  add(reports: readonly StepReport[]): readonly WarningEvent[];
  /** What is out of order in the last windows. */
  readonly open: readonly OpenWarning[];
}

/**
 * Means are over windows that begin at fixed steps, so that chunks do not matter. A watch warns in the first window of a
 * row of windows that are out of order. A watch whose trouble another one explains does not count while that one is open.
 * @param terms names of the terms in the reports
 */
export function watching(watches: readonly Watch[], terms: readonly string[]): Watching {
  const open = new Map<string, OpenWarning>();
  const windows = watches.map((watch) => windowOf(watch, terms.indexOf(watch.term), open));
  return {
    add: (reports) => reports.flatMap((report) => windows.flatMap((add) => add(report))),
    get open() {
      return [...open.values()];
    },
  };
}

/** @param open by code; those of the watches before this one are up to date */
function windowOf(
  { code, steps, above, below, explainedBy = [], message }: Watch,
  term: number,
  open: Map<string, OpenWarning>,
) {
  let [sum, count] = [0, 0];
  return ({ step, terms }: StepReport): readonly WarningEvent[] => {
    [sum, count] = [sum + terms[term]!, count + 1];
    if (step % steps !== 0) return [];
    const mean = sum / count;
    const whole = count === steps;
    [sum, count] = [0, 0];
    // After a resume, the first window may be shorter.
    if (!whole) return [];
    const wrong = (above !== undefined && mean > above) || (below !== undefined && mean < below);
    const known = open.has(code);
    if (!wrong || explainedBy.some((other) => open.has(other))) {
      open.delete(code);
      return [];
    }
    const warning = { code, message: message(mean) };
    open.set(code, warning);
    return known ? [] : [{ event: 'warning', step, ...warning }];
  };
}
