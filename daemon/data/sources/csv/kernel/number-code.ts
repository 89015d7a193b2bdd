/** WebAssembly that reads one number: its digits, and the float64 number nearest to them. */
import { addI32, type Code, f64, i32, i64, read, scalar, truncated } from '../../../../encoding/wasm.ts';
import { block, branch, loop, type Statement, when } from '../../../../encoding/wasm-control.ts';
import {
  $,
  addTo,
  BLANK,
  both,
  either,
  here,
  isByte,
  isKind,
  type Local,
  MOST_POWER,
  next,
  not,
  PADDED,
  PLACES,
  put,
  SPECIAL,
  skip,
} from './kernel-locals.ts';

/** So many digits make a whole number below 2⁶⁴. */
const MOST_DIGITS = 19;
/** Splits a float64 into two halves of 26 bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;
/** Relative error of a quotient of two float64 numbers, with a wide margin. */
const UNSURE = 2 ** -100;

const [ZERO, POINT, MINUS, PLUS, EXPONENT] = [0x30, 0x2e, 0x2d, 0x2b, 0x65];

const digit = (): Code => scalar('i32.sub', $('byte'), i32(ZERO));
const isDigit = (): Code => scalar('i32.lt_u', digit(), i32(10));
const powerOfTen = (exponent: Code): Code => read('f64', scalar('i32.shl', exponent, i32(3)), PLACES.powers);

/** Appends the digits at `at` to `whole`. */
const digits = (name: string): Statement => [
  // Eight at once, if there are as many (D. Lemire, Quickly parsing eight digits, 2018).
  block(
    `${name} single`,
    loop(
      `${name} eight`,
      put('eight', read('i64', $('at'))),
      branch(`${name} single`, not(areDigits())),
      put('whole', scalar('i64.add', scalar('i64.mul', $('whole'), i64(100_000_000n)), valueOfEight())),
      addTo('at', i32(8)),
      branch(`${name} eight`),
    ),
  ),
  here(),
  block(
    `${name} end`,
    loop(
      name,
      branch(`${name} end`, not(isDigit())),
      put('whole', scalar('i64.add', scalar('i64.mul', $('whole'), i64(10n)), scalar('i64.extend_i32_u', digit()))),
      next(),
      branch(name),
    ),
  ),
];

/** Whether all bytes of `eight` are 0x30 … 0x39. */
function areDigits(): Code {
  const high = i64(-0x0f0f0f0f0f0f0f10n);
  const raised = scalar('i64.add', $('eight'), i64(0x0606060606060606n));
  return scalar(
    'i64.eq',
    scalar(
      'i64.or',
      scalar('i64.and', $('eight'), high),
      scalar('i64.shr_u', scalar('i64.and', raised, high), i64(4n)),
    ),
    i64(0x3333333333333333n),
  );
}

/** Pairs of neighbours are joined three times: to 2, 4 and 8 digits. */
function valueOfEight(): Code {
  const join = (x: Code, factor: bigint, shift: bigint, mask: bigint): Code =>
    scalar('i64.and', scalar('i64.shr_u', scalar('i64.mul', x, i64(factor)), i64(shift)), i64(mask));
  const single = scalar('i64.and', $('eight'), i64(0x0f0f0f0f0f0f0f0fn));
  const twos = join(single, 2561n, 8n, 0x00ff00ff00ff00ffn);
  const fours = join(twos, 6553601n, 16n, 0x0000ffff0000ffffn);
  return scalar('i64.shr_u', scalar('i64.mul', fours, i64(42949672960001n)), i64(32n));
}

/** The parts of a number, or a branch to `odd` if it is none. */
export const parseField: Statement = [
  put('negative', isByte(MINUS)),
  when(either($('negative'), isByte(PLUS)), next()),
  put('whole', i64(0n)),
  put('from', $('at')),
  // Zeros before the first other digit do not count.
  skip('zero', isByte(ZERO)),
  put('zeros', scalar('i32.sub', $('at'), $('from'))),
  digits('digit'),
  put('written', scalar('i32.sub', $('at'), $('from'))),
  put('fraction', i32(0)),
  when(
    isByte(POINT),
    next(),
    put('from', $('at')),
    when(scalar('i32.eq', $('zeros'), $('written')), [
      skip('more', isByte(ZERO)),
      addTo('zeros', scalar('i32.sub', $('at'), $('from'))),
    ]),
    digits('part'),
    put('fraction', scalar('i32.sub', $('at'), $('from'))),
    addTo('written', $('fraction')),
  ),
  put('power', scalar('i32.sub', i32(0), $('fraction'))),
  // Whether it has digits only; if it has none, this is an empty field, or no number.
  put('isWhole', scalar('i32.eq', scalar('i32.sub', $('at'), $('start')), $('written'))),
  when(both(both($('isWhole'), scalar('i32.ne', $('zeros'), i32(0))), scalar('i32.ne', $('written'), i32(1))), [
    put('isWhole', i32(PADDED)),
  ]),
  when(both(scalar('i32.ne', $('written'), i32(0)), scalar('i32.eq', either($('byte'), i32(0x20)), i32(EXPONENT))), [
    put('isWhole', i32(0)),
    next(),
    put('isMinus', isByte(MINUS)),
    when(either($('isMinus'), isByte(PLUS)), next()),
    put('exponent', i32(0)),
    put('from', $('at')),
    block(
      'exponent end',
      loop(
        'exponent',
        branch('exponent end', not(isDigit())),
        put('exponent', addI32(scalar('i32.mul', $('exponent'), i32(10)), digit())),
        next(),
        branch('exponent'),
      ),
    ),
    branch('odd', not(scalar('i32.lt_u', scalar('i32.sub', scalar('i32.sub', $('at'), $('from')), i32(1)), i32(3)))),
    when($('isMinus'), put('exponent', scalar('i32.sub', i32(0), $('exponent')))),
    addTo('power', $('exponent')),
  ]),
  skip('blank', isKind(BLANK)),
  branch('odd', not(isKind(SPECIAL))),
];

/** The value of a number with digits in `whole`, times 10^power, as `Number` rounds it; or a branch to `odd`. */
export const computeValue: Statement = [
  branch('odd', scalar('i32.gt_s', scalar('i32.sub', $('written'), $('zeros')), i32(MOST_DIGITS))),
  branch('odd', not(scalar('i32.lt_u', addI32($('power'), i32(MOST_POWER)), i32(2 * MOST_POWER + 1)))),
  put('value', scalar('f64.convert_i64_u', $('whole'))),
  block(
    'done',
    // One exact operation (Clinger, How to read floating point numbers accurately, PLDI 1990).
    when(not(scalar('i64.gt_u', $('whole'), i64(2n ** 53n))), [
      when(scalar('i32.lt_s', $('power'), i32(0)), [
        put('value', scalar('f64.div', $('value'), powerOfTen(scalar('i32.sub', i32(0), $('power'))))),
        branch('done'),
      ]),
      put('value', scalar('f64.mul', $('value'), powerOfTen($('power')))),
      branch('done'),
    ]),
    branch('odd', scalar('i32.gt_s', $('power'), i32(0))),
    branch('done', not($('power'))),
    // (value + low) / divisor with twice the precision (Dekker, Numer. Math. 18, 1971).
    put('low', scalar('f64.convert_i64_s', scalar('i64.sub', $('whole'), truncated($('value'))))),
    put('divisor', powerOfTen(scalar('i32.sub', i32(0), $('power')))),
    put('quotient', scalar('f64.div', $('value'), $('divisor'))),
    put('product', scalar('f64.mul', $('quotient'), $('divisor'))),
    put('qHigh', highPart('quotient')),
    put('dHigh', highPart('divisor')),
    put(
      'rest',
      scalar('f64.add', scalar('f64.sub', scalar('f64.sub', $('value'), $('product')), productError()), $('low')),
    ),
    put('change', scalar('f64.div', $('rest'), $('divisor'))),
    put('error', scalar('f64.mul', $('quotient'), f64(UNSURE))),
    put('value', scalar('f64.add', $('quotient'), scalar('f64.sub', $('change'), $('error')))),
    branch(
      'odd',
      scalar('f64.ne', $('value'), scalar('f64.add', $('quotient'), scalar('f64.add', $('change'), $('error')))),
    ),
  ),
  when($('negative'), put('value', scalar('f64.neg', $('value')))),
];

/** x to 26 bits. */
function highPart(x: Local): Code {
  const split = scalar('f64.mul', f64(SPLITTER), $(x));
  return scalar('f64.sub', split, scalar('f64.sub', split, $(x)));
}

/** quotient · divisor − product, exactly. */
function productError(): Code {
  const [qRest, dRest] = [scalar('f64.sub', $('quotient'), $('qHigh')), scalar('f64.sub', $('divisor'), $('dHigh'))];
  const terms = [
    scalar('f64.sub', scalar('f64.mul', $('qHigh'), $('dHigh')), $('product')),
    scalar('f64.mul', $('qHigh'), dRest),
    scalar('f64.mul', qRest, $('dHigh')),
    scalar('f64.mul', qRest, dRest),
  ];
  return terms.reduce((sum, term) => scalar('f64.add', sum, term));
}
