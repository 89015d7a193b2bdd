/** Formats numbers for people. JSON output never uses this: it keeps full precision. */

const MINUS = '−';
const NARROW_SPACE = '\u202f';

function withMinus(text: string): string {
  // A rounded −0.0000 is shown as 0.0000.
  const zero = /^-[0.]*$/.test(text);
  return (zero ? text.slice(1) : text).replace('-', MINUS);
}

/** null is a number that was not finite and has been JSON, which does not say which one: it is never taken for −∞. */
function isUnknown(value: number | null): value is null {
  return value === null || Number.isNaN(value);
}

const UNKNOWN = 'n/a';

function notFinite(value: number): string | null {
  if (isUnknown(value)) return UNKNOWN;
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : `${MINUS}inf`;
  return null;
}

/** Nats and bits: four decimals; fewer from 1000 on, so that there are at most eight digits, and two from 1e7 on. */
export function formatNats(value: number | null): string {
  if (isUnknown(value)) return UNKNOWN;
  const special = notFinite(value);
  if (special !== null) return special;
  return natsBeside(value, value);
}

/** With as many decimals as a number of the size of `other` has. */
function natsBeside(value: number, other: number): string {
  const size = Math.abs(other);
  if (Math.abs(value) >= 1e7 || size >= 1e7) return withMinus(value.toExponential(1));
  return withMinus(value.toFixed(size >= 1e5 ? 1 : size >= 1e3 ? 2 : 4));
}

/** Nats and bits where there is little room: two decimals; none from 1000 on. */
export function formatShortNats(value: number | null): string {
  const isShort = value !== null && Math.abs(value) < 1e7;
  return isShort ? withMinus(value.toFixed(Math.abs(value) < 1e3 ? 2 : 0)) : formatNats(value);
}

/**
 * A mean with its standard error, `0.0141 ± 0.0012`; the ± is two standard errors, as everywhere in Flowscope (`error-text.ts` has the words). Both have
 * the same number of decimals. A mean that is NaN has none.
 */
export function formatEstimate(mean: number | null, standardError: number | null): string {
  if (isUnknown(standardError) || isUnknown(mean) || !Number.isFinite(mean)) return formatNats(mean);
  const error = 2 * standardError;
  if (!Number.isFinite(error)) return `${formatNats(mean)} ± ${formatNats(error)}`;
  const size = Math.max(Math.abs(mean), error);
  return `${natsBeside(mean, size)} ± ${natsBeside(error, size)}`;
}

/** A probability with two digits; a tiny one as `< 0.0001`. */
export function formatProbability(p: number | null): string {
  if (isUnknown(p)) return UNKNOWN;
  return p < 1e-4 ? '< 0.0001' : p.toPrecision(2);
}

/** `p = 0.40`, `p < 0.0001` */
export function formatP(p: number | null): string {
  const text = formatProbability(p);
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
}

/** Any number with `digits` significant digits, without trailing zeros: 0.001234, 12.3, 4.5e−9. */
export function formatNumber(value: number, digits = 4): string {
  const special = notFinite(value);
  if (special !== null) return special;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) {
    return value
      .toExponential(Math.max(0, digits - 1))
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e')
      .replaceAll('-', MINUS);
  }
  const text = Number(value.toPrecision(digits)).toString();
  return withMinus(text);
}

/** A small error, always with an exponent: 3.1e−12; exactly zero is 0. */
export function formatError(value: number): string {
  const special = notFinite(value);
  if (special !== null) return special;
  return value === 0 ? '0' : value.toExponential(1).replace('e+', 'e').replaceAll('-', MINUS);
}

/** A count with narrow spaces between thousands: 20 000. */
export function formatCount(value: number): string {
  const special = notFinite(value);
  if (special !== null) return special;
  const digits = Math.abs(Math.round(value)).toString();
  const grouped = digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
  return value < 0 && digits !== '0' ? `${MINUS}${grouped}` : grouped;
}

/** `1 dimension`, `20 000 rows`: a count with its noun, whose plural ends in s. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A rate such as samples per second: 950, 12.4k, 3.1M. */
export function formatRate(value: number): string {
  const special = notFinite(value);
  if (special !== null) return special;
  for (const [limit, suffix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // 999.95k would round to 1000.0k: the next unit starts a little earlier.
    if (Math.abs(value) >= limit * 0.99995) return `${withMinus((value / limit).toFixed(1))}${suffix}`;
  }
  return withMinus(value.toFixed(Math.abs(value) < 10 ? 1 : 0));
}

/** Seconds as 43 ms, 8.2 s, 1 m 05 s, 2 h 07 m, 3 d 04 h. */
export function formatDuration(seconds: number): string {
  const special = notFinite(seconds);
  if (special !== null) return special;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pair = (large: number, unit: string, small: number, smallUnit: string) =>
    `${large} ${unit} ${String(small).padStart(2, '0')} ${smallUnit}`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'm', whole % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  const hours = Math.round(seconds / 3600);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Bytes in binary units: 512 B, 1.5 KiB, 83.0 MiB. */
export function formatBytes(bytes: number): string {
  const special = notFinite(bytes);
  if (special !== null) return special;
  let [value, unit] = [bytes, 0];
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  while (Math.abs(value) >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${withMinus(unit === 0 ? value.toFixed(0) : value.toFixed(1))} ${units[unit]!}`;
}
