/** Whether the values of an angle fill another turn than that of its period. */
import type { ValueColumn } from '../value-table.ts';
import { edgeOf } from './edge.ts';
import { gridStep } from './grid-step.ts';
import { isNamed, KNOWN_CYCLES, lengthAround } from './known-cycles.ts';
import { poleOf } from './latitudes.ts';
import { spikeOf } from './spike.ts';
import { closes, endsMeet, reachesEnds, TURN } from './turn-ends.ts';
import { isOrdered, isPeriodic } from './turning-values.ts';

/** Turns of other units: of a turn itself, radians, months, hours, minutes, degrees. */
const UNITS = [1, TURN, 12, 24, 60, 360] as const;
/** Of whole numbers, those of cycles, too. */
const TURNS_OF_NUMBERS: readonly number[] = [...UNITS, ...KNOWN_CYCLES.flatMap(({ lengths }) => lengths)];
const FEWEST_ROWS = 40;
/** Share of the period that values of another unit fill at most. */
const SECTOR = 0.1;
/** Rows of radians in a sector, whose ends are no round numbers. */
const FEWEST_IN_SECTOR = 100;
/** Largest distance from these ends, in turns. */
const REACH_OF_RADIANS = 0.03;
/** Turns beyond which a period is questioned, even if no other turn is filled. */
const MOST_TURNS = 2;
/** Of a turn, by which values may go beyond one: they were rounded, or measured with an error. */
const BEYOND = 0.05;
/** Periods that are the same: 6.28 and 2π; of a grid, those within a hundredth, such as 6.3. */
const SAME = 1.5e-3;
const SAME_ON_GRID = 0.01;
/** A period up to this many times as long as the turn that the values fill was probably counted wrong. A longer one may have an empty part. */
const LONGER = 1.1;
const LONGER_THAN_KNOWN = 1.5;
/** Turns of which several are probably one that was counted wrong. Of several weeks, only one may occur. */
const COUNTED_WRONG: readonly number[] = [TURN, 12, 24, 60, 360];
/** Rows of each value of a grid, of which no step is taken for chance. */
const ROWS_PER_VALUE = 2;
const YEAR = [365, 366] as const;

export interface WrongPeriod {
  readonly low: number;
  readonly high: number;
  /** Of the grid that the values are on; 0: they are on none. */
  readonly step: number;
  /** A period whose turn the values fill; null: none is known. */
  readonly better: number | null;
  /** A latitude has no period: its poles. */
  readonly pole: number | null;
}

export type AngleColumn = Pick<ValueColumn, 'label' | 'period' | 'unwrapped' | 'dequantized' | 'step'>;

/** What is wrong with the period of a column; null: nothing, or it has none. */
export function wrongPeriodOf(column: AngleColumn): WrongPeriod | null {
  const { label, period: own, unwrapped } = column;
  if (own === null || unwrapped.length < FEWEST_ROWS) return null;
  const sorted = withoutCode(unwrapped.slice().sort());
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const step = column.step ?? stepIn(sorted);
  const found = { low, high, step, pole: null };
  const pole = poleOf(label, low, high);
  // Halves of a turn of directions that have no sign are not called latitudes.
  if (pole !== null) return { ...found, better: null, pole };
  const values = { sorted, low, high, step };
  const named = namedTurn(column, values);
  if (named !== null) return { ...found, better: named };
  const usual = usualTurn(values);
  if (usual !== null && isSame(own, usual, step)) return null;
  const span = high - low;
  const fitting = merges(values, own) ? longerTurn(values, own, usual) : shorterTurn(values, own, usual);
  if (fitting !== null) return { ...found, better: fitting };
  const noise = column.dequantized ? (column.step ?? 1) : 0;
  const isWrong = span > (MOST_TURNS + BEYOND) * own + noise && !isOrdered(unwrapped) && !isPeriodic(unwrapped, own);
  return isWrong ? { ...found, better: null } : null;
}

interface Values {
  readonly sorted: Float64Array;
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** The length of the cycle that a column is named after, if the period is longer, or makes different numbers of it one. */
function namedTurn({ label, period }: AngleColumn, values: Values): number | null {
  const { sorted, low, high } = values;
  const own = period ?? 0;
  if (!sorted.every(Number.isSafeInteger)) return null;
  const known = KNOWN_CYCLES.find((cycle) => isNamed(label, cycle) && lengthAround(cycle, low, high) !== null);
  const length = known && lengthAround(known, low, high)?.length;
  if (known === undefined || length === undefined) return null;
  if (known.lengths.some((one) => isSame(own, one, 1))) return null;
  return own > length || merges(values, own) ? length : null;
}

/** The turn of a usual unit that the values fill; null: they fill none. */
function usualTurn(values: Values): number | null {
  const { low, high, step } = values;
  const turns = step > 0 ? TURNS_OF_NUMBERS : UNITS;
  const distance = (turn: number) => Math.abs(turn - (high - low + step));
  return turns.filter((turn) => fills(values, turn)).sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Whether the period makes different values one; the ends of a turn that is a usual one are the same. */
function merges({ sorted, low, high, step }: Values, own: number): boolean {
  const span = high - low;
  if (step === 0) return span > own * (1 + SAME);
  if (span > own + step / 2) return true;
  if (span < own - step / 2 || TURNS_OF_NUMBERS.some((turn) => isSame(own, turn, step))) return false;
  // Of values that were rounded to both ends of a turn, each end has about half as many rows as the others.
  const count = (value: number) => sorted.filter((other) => Math.abs(other - value) < step / 2).length;
  const mean = (sorted.length * step) / (span + step);
  return Math.min(count(low), count(high)) > 0.7 * mean;
}

/** A turn that holds all values, where that of the period is too short. */
function longerTurn(values: Values, own: number, usual: number | null): number | null {
  const { low, high, step } = values;
  if (usual !== null && usual > own && isLikely(values, usual, own)) return usual;
  if (high - low <= (1 + BEYOND) * own + step) return ownTurn(values);
  return fills(values, 2 * own) ? 2 * own : null;
}

/** Of several turns, a usual one of numbers may be filled by chance. */
function isLikely({ high, low, step }: Values, usual: number, own: number): boolean {
  const isUnit = UNITS.some((unit) => unit === usual);
  const isSlight = high - low <= (1 + BEYOND) * own + step;
  return isSlight || (isUnit && usual > (1 + BEYOND) * own);
}

/** A turn that the values fill, where they leave a part of the period empty. */
function shorterTurn(values: Values, own: number, usual: number | null): number | null {
  const { step } = values;
  const isKnown = TURNS_OF_NUMBERS.some((turn) => isSame(own, turn, step));
  if (usual !== null && usual > own) {
    // 23.93 hours are a day of the stars, but nothing has 359 degrees.
    const isCounted = step > 0 || Number.isInteger(own);
    return isCounted && !isKnown && own >= (1 - BEYOND) * usual ? usual : null;
  }
  if (usual !== null && own > usual) {
    const isOtherUnit = usual <= SECTOR * own;
    const isMiscounted = own <= LONGER_THAN_KNOWN * usual || (COUNTED_WRONG.includes(usual) && closes(own, usual));
    if (isOtherUnit || (!isKnown && isMiscounted)) return usual;
  }
  if (TURN <= SECTOR * own && fillsRadians(values)) return TURN;
  const turn = isKnown ? null : ownTurn(values);
  return turn !== null && own > turn && own <= LONGER * turn && !isSame(own, turn, step) ? turn : null;
}

/** The turn from the first value to the last one if both ends are frequent: no usual one. */
function ownTurn({ sorted, low, high, step }: Values): number | null {
  if (step > 0) {
    const turn = Number((high - low + step).toPrecision(12));
    const places = Math.round(turn / step);
    const isWhole = sorted.filter((value, i) => value !== sorted[i - 1]).length === places;
    return isWhole && sorted.length >= 4 * places && endsMeet(sorted, low, turn, step) ? turn : null;
  }
  const [first, last] = [edgeOf(sorted, 'low'), edgeOf(sorted, 'high')];
  if (first === null || last === null || first.equal > 0 || last.equal > 0) return null;
  const turn = Number((last.bound - first.bound).toPrecision(12));
  return endsMeet(sorted, first.bound, turn, 0) ? turn : null;
}

/** Whether the values are those of one turn, from 0 or from half of it below 0, and both ends are frequent. */
function fills({ sorted, step }: Values, turn: number): boolean {
  return [0, -turn / 2].some((low) => reachesEnds(sorted, low, turn, { step }) && endsMeet(sorted, low, turn, step));
}

/** Angles that are concentrated are rare at both ends. Degrees have no reason to end there. */
function fillsRadians({ sorted, step }: Values): boolean {
  return (
    sorted.length >= FEWEST_IN_SECTOR &&
    [0, -Math.PI].some((low) => reachesEnds(sorted, low, TURN, { least: REACH_OF_RADIANS, step }))
  );
}

function isSame(own: number, turn: number, step: number): boolean {
  if (YEAR.some((days) => days === turn)) return own >= YEAR[0] && own <= YEAR[1];
  if (step === 0 || closes(turn, step)) return Math.abs(own - turn) <= SAME * turn;
  // No grid with this step has the turn: 6.3 is the nearest to 2π with one decimal.
  return Math.abs(own - turn) < Math.min(step, SAME_ON_GRID * turn);
}

/** Of the grid that the values lie on; 0: on none that is coarse. */
function stepIn(sorted: Float64Array): number {
  const distinct = sorted.filter((value, i) => value !== sorted[i - 1]);
  if (distinct.length < 2) return 0;
  const isCoarse = ROWS_PER_VALUE * distinct.length <= sorted.length;
  const step = isCoarse ? gridStep(distinct) : null;
  return step ?? (sorted.every(Number.isSafeInteger) ? 1 : 0);
}

/** Without a value that stands for a missing one. */
function withoutCode(sorted: Float64Array): Float64Array {
  const spike = spikeOf({ sorted, distinct: sorted.filter((value, i) => value !== sorted[i - 1]) });
  return spike?.at === 'end' ? sorted.filter((value) => value !== spike.value) : sorted;
}
