/** What is wrong with a period, for the warning and for errors that follow from it. */
import { percent, short } from '../figures-text.ts';
import { TURN } from './turn-ends.ts';
import type { WrongPeriod } from './wrong-period.ts';

/** A sentence without its full stop. @param name of the column */
export function periodProblem(name: string, found: WrongPeriod & { readonly period: number }): string {
  const { period: own, low, high, step, better, pole } = found;
  const span = high - low;
  const column = `column ${name} (${short(low)} to ${short(high)})`;
  if (pole !== null) {
    return `${column} is a latitude: its ends are poles, which do not meet, so that its period ${own} is wrong`;
  }
  const turns = span / own;
  if (better === null) {
    return `${column} spans ${short(turns)} times its period ${own}, and no part of a turn is more frequent than others: different values become one angle`;
  }
  const unit = better === TURN ? `${short(better)} (2π)` : String(better);
  return `${column} ${problemOf({ own, low, span, step, better })}. Its values fill one turn of ${unit}`;
}

function problemOf({
  own,
  low,
  span,
  step,
  better,
}: {
  readonly own: number;
  readonly low: number;
  readonly span: number;
  readonly step: number;
  readonly better: number;
}): string {
  if (step > 0 && better > own && span <= own + step) {
    const same = `${short(low)} and ${short(low + own)}`;
    return Number.isInteger(own / step)
      ? `has the period ${own}, so that ${same} become one value`
      : `has the period ${own}, so that its last values overlap the first ones`;
  }
  if (better > own && span > own) {
    return `spans ${short(span / own)} times its period ${own}, so that different angles become one`;
  }
  if (better > own) return `has the period ${own}, which is less than a turn`;
  return `fills ${percent(Math.min((span + step) / own, 1))} of its period ${own}`;
}
