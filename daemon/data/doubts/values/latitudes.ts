/** Angles that do not turn: a latitude ends at the poles. */
import type { ColumnLabel } from '../define-doubt.ts';

const NAME =
  /(?:^|[ _.-])(?:g?lat|(?:[a-z]* ?)?latitudes?|dec|decl|declination)(?:[ _.-]?(?:deg|degrees?|rad|radians?))?$|[a-z]Lat(?:itude)?$/i;
const POLE = 90;
const POLE_IN_RADIANS = Math.PI / 2;

/** The pole that is positive, in the unit of the values; null: the column is no latitude. */
export function poleOf(label: ColumnLabel, low: number, high: number): number | null {
  if (typeof label !== 'string' || !NAME.test(label)) return null;
  const most = Math.max(-low, high);
  if (most <= POLE_IN_RADIANS) return POLE_IN_RADIANS;
  return most <= POLE ? POLE : null;
}
