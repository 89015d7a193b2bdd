/** Explains how to compare runs, with the figures of the runs in the comparison. */
import { formatNats } from '../../daemon/format/numbers.ts';
import { compareValidations } from '../../daemon/statistics/row-summary.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { NATS, type Unit } from '../components/likelihood-unit.ts';
import { comparableRuns } from './best-runs.ts';
import { strings } from './strings.ts';

/** @param name of a run in the comparison */
export function compareHelp<R extends Pick<RunInfo, 'best' | 'likelihood'>>(
  runs: readonly R[],
  name: (run: R) => string,
  { scale, unit }: Unit = NATS,
): string {
  const more = [
    ...(runs.some(({ likelihood }) => likelihood === 'bound') ? [strings.helpBounds] : []),
    ...(runs.some(({ likelihood }) => likelihood === 'none') ? [strings.helpNone] : []),
    strings.helpSame,
  ];
  const [first, second] = comparableRuns(runs)
    .flatMap((run) => (run.best?.nll == null ? [] : [{ run, best: run.best, nll: run.best.nll }]))
    .toSorted((a, b) => compareValidations(a.best, b.best));
  if (first === undefined || second === undefined) return [strings.helpLower, ...more].join(' ');
  const difference = second.nll - first.nll;
  const error = 2 * Math.hypot(first.best.se ?? Number.NaN, second.best.se ?? Number.NaN);
  const values = {
    best: name(first.run),
    nll: formatNats(first.nll * scale),
    other: name(second.run),
    difference: formatNats(difference * scale),
    unit,
  };
  const isKnown = Number.isFinite(error);
  const figures = isKnown
    ? strings[difference > error ? 'helpClear' : 'helpChance']({ ...values, error: formatNats(error * scale) })
    : strings.helpBest(values);
  return [strings.helpLower, figures, ...more].join(' ');
}
