/** Warns when a term of the steps stays beyond a bound that the model has declared. */
import type { WarningEvent } from '../../protocol/train-events.ts';
import type { Watch } from '../models/definition.ts';
import type { StepReport } from './step-report.ts';

export interface Watching {
  /** The warnings that these steps, which follow those before, give rise to. */
  add(reports: readonly StepReport[]): readonly WarningEvent[];
}

/**
 * Means are over windows that begin at fixed steps, so that chunks do not matter. A watch warns in the first window of a
 * row of windows that are out of order.
 * @param terms names of the terms in the reports
 */
export function watching(watches: readonly Watch[], terms: readonly string[]): Watching {
  const windows = watches.map((watch) => windowOf(watch, terms.indexOf(watch.term)));
  return { add: (reports) => reports.flatMap((report) => windows.flatMap((add) => add(report))) };
}

function windowOf({ code, steps, above, below, message }: Watch, term: number) {
  let [sum, count, warned] = [0, 0, false];
  return ({ step, terms }: StepReport): readonly WarningEvent[] => {
    [sum, count] = [sum + terms[term]!, count + 1];
    if (step % steps !== 0) return [];
    const mean = sum / count;
    const whole = count === steps;
    [sum, count] = [0, 0];
    // After a resume, the first window may be shorter.
    if (!whole) return [];
    const wrong = (above !== undefined && mean > above) || (below !== undefined && mean < below);
    const told = wrong && !warned;
    warned = wrong;
    return told ? [{ event: 'warning', step, code, message: message(mean) }] : [];
  };
}
