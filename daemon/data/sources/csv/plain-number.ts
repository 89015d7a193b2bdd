/** Decimal numbers from bytes, exactly as `Number` reads them, without making a string of each. */

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const EXPONENT = 0x65;

/** Powers of ten that a float64 holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** So many digits make a whole number below 2³¹. */
const HIGH_DIGITS = 8;
/** So many make one below 2⁵³. */
const FIRST_DIGITS = 15;
/** So many leave the product of the last ones' scale and half of the first ones exact. */
const MOST_DIGITS = 22;
const MIDDLE = 10 ** (FIRST_DIGITS - HIGH_DIGITS);
/** Splits a float64 into two halves of 26 bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;
/** Relative error of a quotient of two float64 numbers, with a wide margin. */
const UNSURE = 2 ** -100;

/**
 * The number in bytes from … to − 1, if they are digits with an optional sign, point and exponent; NaN if they are anything
 * else, or if only `Number` can tell how the number is rounded.
 *
 * Up to 15 digits with a power of ten up to 22 need one exact operation (Clinger, How to read floating point numbers
 * accurately, PLDI 1990). Up to 22 digits are divided with twice the precision (Dekker, Numer. Math. 18, 1971); the result is
 * taken only if every number within the error is rounded to it.
 */
export function plainNumber(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  let byte = at < to ? bytes[at]! : 0;
  const negative = byte === MINUS;
  if (negative || byte === PLUS) byte = ++at < to ? bytes[at]! : 0;
  const start = at;
  // Zeros before the first other digit do not count.
  while (byte === ZERO) byte = ++at < to ? bytes[at]! : 0;
  let point = -1;
  if (byte === POINT) {
    point = at;
    byte = ++at < to ? bytes[at]! : 0;
    while (byte === ZERO) byte = ++at < to ? bytes[at]! : 0;
  }
  // Whole numbers of 32 bits: the digits are summed up in three parts.
  let high = 0;
  let middle = 0;
  let low = 0;
  let digits = 0;
  for (;;) {
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits < HIGH_DIGITS) high = (high * 10 + digit) | 0;
      else if (digits < FIRST_DIGITS) middle = (middle * 10 + digit) | 0;
      else if (digits < MOST_DIGITS) low = (low * 10 + digit) | 0;
      digits++;
    } else if (byte === POINT && point < 0) point = at;
    else break;
    byte = ++at < to ? bytes[at]! : 0;
  }
  const written = at - start - (point < 0 ? 0 : 1);
  if (written === 0) return Number.NaN;
  let power = point < 0 ? 0 : point + 1 - at;
  if (at < to) {
    const exponent = exponentOf(bytes, at, to);
    if (Number.isNaN(exponent)) return Number.NaN;
    power += exponent;
  }
  if (digits === 0) return negative ? -0 : 0;
  if (power < -22 || power > 22 || digits > MOST_DIGITS) return Number.NaN;
  let value: number;
  if (digits <= FIRST_DIGITS) {
    const whole = digits <= HIGH_DIGITS ? high : high * POWERS[digits - HIGH_DIGITS]! + middle;
    value = power < 0 ? whole / POWERS[-power]! : whole * POWERS[power]!;
  } else if (power > 0) return Number.NaN;
  else value = longNumber(high * MIDDLE + middle, low, POWERS[digits - FIRST_DIGITS]!, POWERS[-power]!);
  return negative ? -value : value;
}

/** The exponent in bytes from … to − 1; NaN if they are none, or one that is left to `Number`. */
function exponentOf(bytes: Uint8Array, from: number, to: number): number {
  if ((bytes[from]! | 0x20) !== EXPONENT) return Number.NaN;
  let at = from + 1;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  if (at >= to || to - at > 3) return Number.NaN;
  let power = 0;
  for (; at < to; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    power = power * 10 + digit;
  }
  return negative ? -power : power;
}

/** (first · scale + more) / divisor, rounded once; NaN if the error leaves the rounding open. */
function longNumber(first: number, more: number, scale: number, divisor: number): number {
  // The whole number as the exact sum of `high` and `low`.
  const split = SPLITTER * first;
  const upper = split - (split - first);
  const above = upper * scale;
  const below = (first - upper) * scale;
  const product = above + below;
  const rest = below - (product - above) + more;
  const high = product + rest;
  const low = rest - (high - product);
  if (divisor === 1) return high;
  const quotient = high / divisor;
  const remainder = high - quotient * divisor - productError(quotient, divisor) + low;
  const correction = remainder / divisor;
  const error = quotient * UNSURE;
  const value = quotient + (correction - error);
  return value === quotient + (correction + error) ? value : Number.NaN;
}

/** a · b − fl(a · b), exactly. */
function productError(a: number, b: number): number {
  const splitA = SPLITTER * a;
  const highA = splitA - (splitA - a);
  const lowA = a - highA;
  const splitB = SPLITTER * b;
  const highB = splitB - (splitB - b);
  const lowB = b - highB;
  return highA * highB - a * b + highA * lowB + lowA * highB + lowA * lowB;
}
