/** Ticks at round numbers. */

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Steps between ticks, relative to a power of ten. */
const STEPS: readonly number[] = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * Multiples of 1, 2 or 5 · 10ⁿ inside [low, high], about `count` of them, but at least two: one tick tells no scale. Labels
 * have as many digits as tell neighbors apart, and a real minus sign. A range that is empty or not finite gives no ticks.
 */
export function roundTicks(low: number, high: number, count: number): readonly Tick[] {
  if (!(high > low) || !Number.isFinite(high - low) || count < 1) return [];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  let factor = STEPS.findIndex((candidate, i) => i > 2 && candidate * power >= rough * 0.999);
  let ticks = ticksAt(low, high, STEPS[factor]! * power);
  while (ticks.length < 2 && factor > 0) {
    factor--;
    ticks = ticksAt(low, high, STEPS[factor]! * power);
  }
  return ticks;
}

function ticksAt(low: number, high: number, step: number): readonly Tick[] {
  const values: number[] = [];
  // A tolerance of half a thousandth of a step: 0.3 / 0.1 is 2.9999999999999996.
  for (let i = Math.ceil(low / step - 5e-4); i <= high / step + 5e-4; i++) values.push(i * step);
  const labels = tickLabels(values, Math.floor(Math.log10(step) + 1e-9));
  return values.map((value, i) => ({ value, label: labels[i]! }));
}

/** From here on, and for steps below `FINE`, numbers have a power of ten, unless they are shorter without. */
const LARGE = 1e6;
const FINE = -4;

/**
 * Labels that differ, because they reach the last digit in which values do. All have the same form.
 * @param place power of ten of which all values are multiples
 */
export function tickLabels(values: readonly number[], place: number): readonly string[] {
  const decimals = Math.min(100, Math.max(0, -place));
  const fixed = values.map((value) => value.toFixed(decimals));
  const isLarge = values.some((value) => Math.abs(value) >= LARGE);
  const scientific = values.map((value) => powerLabel(value, place));
  const isShort = lengthOf(scientific) <= lengthOf(fixed);
  return ((isLarge || place < FINE) && isShort ? scientific : fixed).map((digits) =>
    (Number(digits) === 0 ? digits.replace('-', '') : digits).replaceAll('-', '−'),
  );
}

function powerLabel(value: number, place: number): string {
  // Rounding of i · step: a multiple of 10^place is 0 or at least as large.
  if (Math.abs(value) < 0.5 * 10 ** place) return '0';
  const power = Math.floor(Math.log10(Math.abs(value)) + 1e-12);
  return value.toExponential(Math.min(20, Math.max(1, power - place))).replace('e+', 'e');
}

function lengthOf(labels: readonly string[]): number {
  return labels.reduce((most, { length }) => Math.max(most, length), 0);
}
