/** Steps of a slider from one end to the other, about. */
const STEPS = 200;
/** Digits of its ends. */
const DIGITS = 12;

export interface SliderSteps {
  readonly least: number;
  readonly most: number;
  /** A key moves by this. */
  readonly step: number;
}

/**
 * A slider over [low, high] with round steps, few enough for the keyboard.
 * @param own distance of the values from `low` on; null: there are others between them
 */
export function sliderSteps(low: number, high: number, own: number | null): SliderSteps {
  if (own !== null) return { least: low, most: high, step: own * Math.max(1, roundStep((high - low) / own)) };
  const step = roundStep(high - low);
  const rounded = (count: number) => Number((count * step).toPrecision(DIGITS));
  return { least: rounded(Math.floor(low / step)), most: rounded(Math.ceil(high / step)), step };
}

/** A round number that goes about `STEPS` times into the length. */
function roundStep(length: number): number {
  if (!(length > 0)) return 1;
  const rough = length / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999)!;
  return Number(step.toPrecision(DIGITS));
}
