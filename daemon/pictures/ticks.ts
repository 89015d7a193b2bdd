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

/** Thousands and millions, from the numbers on that are long without them. @param least power of ten of which values are multiples, so that they have few decimals */
const UNITS = [
  { suffix: 'M', power: 6, from: 1e6, least: 4 },
  { suffix: 'k', power: 3, from: 1e4, least: 2 },
] as const;
/** From here on, and for steps below `FINE`, numbers have a power of ten, unless they are shorter without. */
const LARGE = 1e9;
const FINE = -4;

/**
 * Labels that differ, because they reach the last digit in which values do. All have the same form: 250k, 500k.
 * @param place power of ten of which all values are multiples
 */
export function tickLabels(values: readonly number[], place: number): readonly string[] {
  const fixed = values.map((value) => value.toFixed(Math.min(100, Math.max(0, -place))));
  const largest = values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  const unit = largest < LARGE ? UNITS.find(({ from, least }) => largest >= from && place >= least) : undefined;
  const labels = unit === undefined ? fixed : values.map((value) => unitLabel(value, place, unit));
  const scientific = powerLabels(values, place);
  const isShort = lengthOf(scientific) <= lengthOf(labels);
  return ((largest >= LARGE || place < FINE) && isShort ? scientific : labels).map((digits) =>
    (Number.parseFloat(digits) === 0 ? digits.replace('-', '') : digits).replaceAll('-', '−'),
  );
}

function unitLabel(value: number, place: number, { suffix, power }: (typeof UNITS)[number]): string {
  return value === 0 ? '0' : `${(value / 10 ** power).toFixed(Math.max(0, power - place))}${suffix}`;
}

function powerLabels(values: readonly number[], place: number): readonly string[] {
  // Rounding of i · step: a multiple of 10^place is 0 or at least as large.
  const isZero = (value: number) => Math.abs(value) < 0.5 * 10 ** place;
  const texts = values.map((value) => {
    if (isZero(value)) return '0';
    const power = Math.floor(Math.log10(Math.abs(value)) + 1e-12);
    return value.toExponential(Math.min(20, Math.max(1, power - place))).replace('e+', 'e');
  });
  const isWhole = texts.every((text) => text === '0' || /^-?\d\.0+e/.test(text));
  return isWhole ? texts.map((text) => text.replace(/\.0+e/, 'e')) : texts;
}

function lengthOf(labels: readonly string[]): number {
  return labels.reduce((most, { length }) => Math.max(most, length), 0);
}
