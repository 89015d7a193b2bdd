/**
 * The color map of densities: dark violet over blue and green to pale yellow. It is defined in OKLCh (Björn Ottosson,
 * 2020), where equal steps look equally large: lightness is linear, hue and chroma follow the control points below.
 */
import type { Color } from './color.ts';

interface ControlPoint {
  readonly at: number;
  readonly chroma: number;
  /** Degrees. */
  readonly hue: number;
}

const DARKEST = 0.2;
const LIGHTEST = 0.94;
const CONTROL_POINTS: readonly ControlPoint[] = [
  { at: 0, chroma: 0.04, hue: 285 },
  { at: 0.15, chroma: 0.12, hue: 290 },
  { at: 0.35, chroma: 0.125, hue: 255 },
  { at: 0.55, chroma: 0.115, hue: 195 },
  { at: 0.75, chroma: 0.165, hue: 150 },
  { at: 0.9, chroma: 0.18, hue: 115 },
  { at: 1, chroma: 0.15, hue: 102 },
];

function smooth(values: (point: ControlPoint) => number, t: number): number {
  const next = CONTROL_POINTS.findIndex((point) => point.at >= t);
  if (next <= 0) return values(CONTROL_POINTS[Math.max(0, next)]!);
  const [from, to] = [CONTROL_POINTS[next - 1]!, CONTROL_POINTS[next]!];
  const part = (t - from.at) / (to.at - from.at);
  return values(from) + (values(to) - values(from)) * part;
}

/** OKLab to linear sRGB; components outside 0…1 cannot be displayed. */
function linearRgb(lightness: number, a: number, b: number): readonly [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encode(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

/** The sRGB color of OKLCh; chroma is reduced until it can be displayed, so that lightness stays exact. */
export function oklch(lightness: number, chroma: number, hue: number): Color {
  const radians = (hue * Math.PI) / 180;
  const at = (c: number) => linearRgb(lightness, c * Math.cos(radians), c * Math.sin(radians));
  const shown = (c: number) => at(c).every((value) => value >= -1e-6 && value <= 1 + 1e-6);
  let [low, high] = shown(chroma) ? [chroma, chroma] : [0, chroma];
  for (let i = 0; i < 30 && high - low > 1e-6; i++) {
    const middle = (low + high) / 2;
    if (shown(middle)) low = middle;
    else high = middle;
  }
  const rgb = at(low);
  return [encode(rgb[0]), encode(rgb[1]), encode(rgb[2])];
}

/** The color for t in 0…1, clamped to the nearest end; NaN counts as 0. */
export function densityColor(t: number): Color {
  const clamped = t > 0 ? Math.min(1, t) : 0;
  return oklch(
    DARKEST + (LIGHTEST - DARKEST) * clamped,
    smooth((point) => point.chroma, clamped),
    smooth((point) => point.hue, clamped),
  );
}

/** The colors of `steps` equal steps from 0 to 1, as a table for pictures with many pixels. */
export function densityTable(steps = 512): readonly Color[] {
  return Array.from({ length: steps }, (_, i) => densityColor(i / (steps - 1)));
}
