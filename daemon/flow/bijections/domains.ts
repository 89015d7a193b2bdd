/**
 * Propagates intervals through layers. An interval says where values lie; its `extension` is the range of the map so
 * far if its domain is as large as possible. Increasing maps propagate both.
 */
import type { Domain, DomainResult, Interval } from '../intervals.ts';
import { REAL_LINE } from '../intervals.ts';

export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Where data lie: only the data keep the values inside. */
export function dataInterval(range: Ends & { readonly closed: boolean }): Interval {
  return { low: range.low, high: range.high, closed: range.closed, extension: REAL_ENDS };
}

const REAL_ENDS: Ends = { low: -Infinity, high: Infinity };

export function extensionOf(interval: Interval): Ends {
  return interval.extension ?? { low: interval.low, high: interval.high };
}

/** Whether a density on `support` pulled back through the flow integrates to 1. */
export function matchesSupport(interval: Interval, support: Ends): boolean {
  const { low, high } = extensionOf(interval);
  return low === support.low && high === support.high;
}

/** `(−∞, ∞)`, `[0, 1]`, `(0.05, 0.95)`. */
export function intervalText({ low, high, closed = false }: Ends & { readonly closed?: boolean }): string {
  const end = (value: number) =>
    Number.isFinite(value) ? String(Number(value.toPrecision(4))) : value < 0 ? '−∞' : '∞';
  const [open, close] = [closed && Number.isFinite(low) ? '[' : '(', closed && Number.isFinite(high) ? ']' : ')'];
  return `${open}${end(low)}, ${end(high)}${close}`.replaceAll('-', '−');
}

/** An increasing map of `domain`; `f` maps the ends of the domain to the ends of its range. */
export interface IncreasingMap {
  readonly type: string;
  readonly domain: Ends;
  /** Where the formula is valid beyond the allowed values; absent: `domain`. */
  readonly natural?: Ends;
  /** Whether the domain's own ends may occur. */
  readonly closed?: boolean;
  /** What to do about values outside the domain. */
  readonly advice?: string;
  readonly f: (x: number) => number;
}

/** The domain that the map accepts, without its ends. */
export function openDomain({ domain: { low, high } }: IncreasingMap): Domain {
  return { low, high, closed: false };
}

/** Image of the intervals under an increasing elementwise map, or a problem if a coordinate is outside its domain. */
export function increasingImage(map: IncreasingMap, input: readonly Interval[]): DomainResult {
  const intervals: Interval[] = [];
  for (const interval of input) {
    const image = imageOf(map, interval);
    if (image === null) return { problem: outside(map, interval) };
    intervals.push(image);
  }
  return { intervals };
}

function imageOf(map: IncreasingMap, interval: Interval): Interval | null {
  const { domain, natural = domain, closed = false, f } = map;
  const { low, high } = interval;
  if (low < domain.low || high > domain.high) return null;
  const touches = (low === domain.low && Number.isFinite(low)) || (high === domain.high && Number.isFinite(high));
  if (touches && interval.closed && !closed) return null;
  const extension = extensionOf(interval);
  return {
    low: f(low),
    high: f(high),
    closed: interval.closed,
    extension: { low: f(Math.max(extension.low, natural.low)), high: f(Math.min(extension.high, natural.high)) },
  };
}

function outside({ type, domain, closed = false, advice }: IncreasingMap, interval: Interval): string {
  const needs = intervalText({ ...domain, closed });
  return `${type} needs values in ${needs}; here they lie in ${intervalText(interval)}${advice ? `: ${advice}` : ''}`;
}

/**
 * Layers that shift, scale or mix by learned or data-dependent amounts map all reals onto all reals. The ends of
 * anything smaller would move with the parameters or with other coordinates, so no base could match them.
 */
export function realOntoReal(
  type: string,
  input: readonly Interval[],
  moved: (index: number) => boolean = () => true,
): DomainResult {
  const intervals: Interval[] = [];
  for (const [index, interval] of input.entries()) {
    if (!moved(index)) {
      intervals.push(interval);
      continue;
    }
    const extension = extensionOf(interval);
    if (!matchesSupport(interval, REAL_LINE)) {
      return {
        problem: `${type} would move the ends of ${intervalText(extension)}, the range of dimension ${index} so far: no base could match it. It needs (−∞, ∞): put a map onto the reals before it, e.g. logit after values in (0, 1)`,
      };
    }
    intervals.push(REAL_LINE);
  }
  return { intervals };
}

/** A spline maps [−B, B] onto itself; linear tails are the identity outside, circular splines have no outside. */
export function splineImage(
  type: string,
  { bound, tails }: { readonly bound: number; readonly tails: 'linear' | 'circular' },
  input: readonly Interval[],
  moved: (index: number) => boolean = () => true,
): DomainResult {
  const intervals: Interval[] = [];
  for (const [index, interval] of input.entries()) {
    const image = moved(index) ? splineInterval(interval, bound, tails) : interval;
    if (typeof image === 'string') return { problem: `${type} ${image}` };
    intervals.push(image);
  }
  return { intervals };
}

/** Circular splines have no outside. */
export function splineDomain({
  bound,
  tails,
}: {
  readonly bound: number;
  readonly tails: 'linear' | 'circular';
}): Domain {
  return tails === 'linear' ? REAL_LINE : { low: -bound, high: bound, closed: true };
}

function splineInterval(interval: Interval, bound: number, tails: 'linear' | 'circular'): Interval | string {
  const extension = extensionOf(interval);
  const whole = { low: -bound, high: bound };
  const inside = intervalText({ ...whole, closed: true });
  if (tails === 'circular' && (interval.low < -bound || interval.high > bound)) {
    return `with circular tails needs values in ${inside}; here they lie in ${intervalText(interval)}`;
  }
  if (extension.low > -bound || extension.high < bound) {
    return `would move the ends of ${intervalText(extension)}, which lie inside ${inside}: no base could match its range`;
  }
  // The ends are fixed points, so values inside them stay inside.
  if (tails === 'circular') return { ...whole, closed: interval.closed };
  return {
    low: Math.min(interval.low, -bound),
    high: Math.max(interval.high, bound),
    closed: interval.closed,
    extension,
  };
}

/** Image under a rearrangement: output j is input source[j]. */
export function movedImage(source: readonly number[], input: readonly Interval[]): DomainResult {
  return { intervals: source.map((from) => input[from]!) };
}
