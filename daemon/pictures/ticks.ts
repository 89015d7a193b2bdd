/** Ticks at round numbers. */

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Steps between ticks, relative to a power of ten. */
const STEPS: readonly number[] = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * Multiples of 1, 2 or 5 · 10ⁿ inside [low, high], about `count` of them, but at least two: one tick tells no scale. All
 * labels have the same number of decimals and a real minus sign. A range that is empty or not finite gives no ticks.
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
  const ticks: Tick[] = [];
  // A tolerance of half a thousandth of a step: 0.3 / 0.1 is 2.9999999999999996.
  for (let i = Math.ceil(low / step - 5e-4); i <= high / step + 5e-4; i++) {
    ticks.push({ value: i * step, label: tickLabel(i * step, step) });
  }
  return ticks;
}

function tickLabel(value: number, step: number): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const size = Math.abs(value);
  if (size === 0 && step < 1e-4) return '0';
  const scientific = size >= 1e6 || step < 1e-4;
  const digits = scientific ? value.toExponential(1).replace('e+', 'e') : value.toFixed(decimals);
  return (Number(digits) === 0 ? digits.replace('-', '') : digits).replaceAll('-', '−');
}
