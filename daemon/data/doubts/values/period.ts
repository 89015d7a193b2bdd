import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal, uniform } from '../example-numbers.ts';
import { percent, sentence, short } from '../figures-text.ts';
import type { ValueColumn } from '../value-table.ts';
import { spikeOf } from './spike.ts';
import { endsMeet, reachesEnds, TURN } from './turn-ends.ts';

/** Turns of other units: of a turn itself, radians, hours, degrees. */
const UNITS = [1, TURN, 24, 360] as const;
const FEWEST_ROWS = 40;
/** Share of the period that values of another unit fill at most. */
const SECTOR = 0.1;
/** Rows of radians in a sector, whose ends are no round numbers. */
const FEWEST_IN_SECTOR = 100;
/** Largest distance from these ends, in turns. */
const REACH_OF_RADIANS = 0.03;
/** Turns beyond which a period is questioned, even if no other turn is filled. */
const TURNS = 2;
/** Of a turn, by which values may go beyond one: they were rounded, or measured with an error. */
const BEYOND = 0.05;
/** Squared mean resultant length times the number of rows: chance exceeds it in 3 of 10⁷ columns (Rayleigh). */
const FREQUENT = 15;
/** Times as strong as at frequencies close to that of the period, which a smooth density has, too. */
const PEAKED = 1.5;
const NEARBY = [0.65, 0.75, 1.25, 1.35] as const;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  period: z.number(),
  low: z.number(),
  high: z.number(),
  /** A period whose turn the values fill; null: none is known. */
  better: z.number().nullable(),
});

/** The values of an angle fill another turn than that of its period, or go on over several. */
export const period = defineDoubt({
  kind: 'period',
  code: 'angle',
  severity: 'warning',
  figures,
  detect: ({ columns }) => columns.flatMap((column) => wrongPeriod(column) ?? []),
  describe({ column, period: own, low, high, better }, { column: setOf, withoutKey }) {
    const name = columnName(column);
    const turns = (high - low) / own;
    const range = `${short(low)} to ${short(high)}`;
    if (better !== null) {
      const { advice, fixes } = setOf([{ column, keys: { period: better } }]);
      const unit = better === TURN ? `${short(better)} (2π)` : String(better);
      const problem =
        turns > 1
          ? `spans ${short(turns)} times its period ${own}, so that different angles become one`
          : `fills ${percent(turns)} of its period ${own}`;
      return {
        message: `column ${name} (${range}) ${problem}. Its values fill one turn of ${unit}${sentence(advice)}`,
        fixes,
      };
    }
    const removed = withoutKey(column, 'period');
    const plain = removed.advice === null ? '' : ` If it is no angle, ${removed.advice}.`;
    return {
      message: `column ${name} (${range}) spans ${short(turns)} times its period ${own}, and no part of a turn is more frequent than others: different values become one angle.${plain} If only the angle matters, write the values modulo ${own} to the file`,
      fixes: removed.fixes,
    };
  },
  example: {
    columns: ['phi', 'b'],
    rows: 600,
    row: (i) => [360 * uniform(i), normal(i, 1)],
    keys: { columns: [{ name: 'phi', period: 180 }, 'b'] },
  },
});

/** What is wrong with the period of a column; null: nothing, or it has none. */
export function wrongPeriod(column: ValueColumn): z.infer<typeof figures> | null {
  const { label, period: own, unwrapped } = column;
  if (own === null || unwrapped.length < FEWEST_ROWS) return null;
  const sorted = withoutCode(unwrapped.slice().sort());
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const found = (better: number | null) => ({ column: label, period: own, low, high, better });
  const turns = (high - low) / own;
  if (turns > 1 + BEYOND) {
    const better = [...UNITS, 2 * own].filter((turn) => turn > (1 + BEYOND) * own).find((turn) => fills(sorted, turn));
    if (better !== undefined) return found(better);
    const step = column.dequantized ? (column.step ?? 1) : 0;
    const isWrong = high - low > (TURNS + BEYOND) * own + step && !isOrdered(unwrapped) && !isPeriodic(unwrapped, own);
    return isWrong ? found(null) : null;
  }
  if (turns > SECTOR) return null;
  const better = UNITS.filter((turn) => turn <= SECTOR * own).find(
    (turn) => fills(sorted, turn) || (turn === TURN && fillsRadians(sorted)),
  );
  return better === undefined ? null : found(better);
}

/** Without a value that stands for a missing one. */
function withoutCode(sorted: Float64Array): Float64Array {
  const spike = spikeOf({ sorted, distinct: sorted.filter((value, i) => value !== sorted[i - 1]) });
  return spike?.at === 'end' ? sorted.filter((value) => value !== spike.value) : sorted;
}

/** Whether the values are those of one turn, from 0 or from half of it below 0, and both ends are frequent. */
function fills(sorted: Float64Array, turn: number): boolean {
  return [0, -turn / 2].some((low) => reachesEnds(sorted, low, turn) && endsMeet(sorted, low, turn));
}

/** Angles that are concentrated are rare at both ends. Degrees have no reason to end there. */
function fillsRadians(sorted: Float64Array): boolean {
  return (
    sorted.length >= FEWEST_IN_SECTOR && [0, -Math.PI].some((low) => reachesEnds(sorted, low, TURN, REACH_OF_RADIANS))
  );
}

/** Whether the rows are in the order of their values: it is a time, or a phase that was counted on. */
function isOrdered(values: Float64Array): boolean {
  const [first, last] = [values[0]!, values.at(-1)!];
  const sign = Math.sign(last - first);
  return values.every((value, row) => row === 0 || sign * (value - values[row - 1]!) >= 0);
}

/** Whether some part of a turn is more frequent than others, as it is with no other period. */
function isPeriodic(values: Float64Array, own: number): boolean {
  return [1, 2].some((harmonic) => {
    const frequency = harmonic / own;
    const strength = resultant(values, frequency);
    const nearby = NEARBY.map((factor) => resultant(values, (factor - 1) / own + frequency));
    return strength >= FREQUENT && nearby.every((other) => strength >= PEAKED * other);
  });
}

/** Rayleigh's statistic: the squared mean resultant length, times the number of rows. */
function resultant(values: Float64Array, frequency: number): number {
  let [sine, cosine] = [0, 0];
  for (const value of values) {
    const angle = TURN * frequency * value;
    sine += Math.sin(angle);
    cosine += Math.cos(angle);
  }
  return (sine ** 2 + cosine ** 2) / values.length;
}
