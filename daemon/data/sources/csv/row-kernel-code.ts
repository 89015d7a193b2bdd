/**
 * WebAssembly that reads rows of numbers: it finds the fields of a row and computes their values in one pass. What is not
 * written plainly is left to others: a field that is no number, or a row with a quote.
 */
import {
  addI32,
  type Code,
  f64,
  get,
  i32,
  i64,
  read,
  scalar,
  set,
  truncated,
  type WasmFunction,
  wasmModule,
  write,
} from '../../../encoding/wasm.ts';
import { assemble, block, branch, loop, type Statement, when } from '../../../encoding/wasm-control.ts';

/** Kinds of bytes, as bits: `SPECIAL` ends a field, as does a byte 0, which follows the last one. */
export const BLANK = 1;
export const SPECIAL = 2;
/** Numbers that are kept for a field that is none: its row and column, and the addresses of its bytes. */
export const ODD_NUMBERS = 4;
const ODD_BYTES = 4 * ODD_NUMBERS;

/** Where things are in the memory, in bytes. */
export const PLACES = {
  /** Results: the address of the first row that was not read, and the number of fields that are no numbers. */
  ...{ next: 0, odd: 4 },
  /** The kind of each byte. */
  kinds: 64,
  /** Powers of ten, float64, from 10⁰ to 10²². */
  powers: 512,
  /** Where arrays may begin. */
  free: 1024,
} as const;

export const MOST_POWER = 22;
/** So many digits make a whole number below 2⁶⁴. */
const MOST_DIGITS = 19;
/** Splits a float64 into two halves of 26 bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;
/** Relative error of a quotient of two float64 numbers, with a wide margin. */
const UNSURE = 2 ** -100;

const [LINE_FEED, RETURN] = [0x0a, 0x0d];
const [ZERO, POINT, MINUS, PLUS, EXPONENT] = [0x30, 0x2e, 0x2d, 0x2b, 0x65];

export interface RowKernelExports {
  /**
   * Reads rows from `at` on, and stops before one that is not written plainly, or does not end before the first byte 0.
   * Arrays are given by their addresses.
   * @param most rows @param mostOdd fields that are no numbers, of which the list has room for so many
   * @param longest bytes of a row @param isPair lines must end with CR LF (1), or need not (0)
   * @param asText a byte for each column: 1 if its fields count as no numbers
   * @param values [rows, columns] float64; NaN for an empty field and for one that is no number
   * @param digits [rows, columns] bytes: 1 if a number is written with digits alone
   * @param odd [mostOdd, 4] int32, as ODD_NUMBERS says @returns the number of rows
   */
  rows(
    at: number,
    most: number,
    columns: number,
    separator: number,
    isPair: number,
    longest: number,
    asText: number,
    values: number,
    digits: number,
    odd: number,
    mostOdd: number,
  ): number;
}

const PARAMETERS = [
  ...([
    'at',
    'most',
    'columns',
    'separator',
    'isPair',
    'longest',
    'asText',
    'values',
    'digits',
    'odd',
    'mostOdd',
  ] as const),
] as const;
const LOCALS = {
  /** Of the scan: rows so far, where this one begins, its column and where the field begins; the byte at `at`. */
  i32: [
    ...(['rows', 'rowStart', 'column', 'start', 'byte', 'isWhole', 'oddCount', 'oddBefore', 'cell', 'entry'] as const),
    ...(['negative', 'written', 'zeros', 'from', 'fraction', 'power', 'exponent', 'isMinus'] as const),
  ],
  /** The digits as a whole number, and eight bytes of digits. */
  i64: ['whole', 'eight'],
  f64: ['value', 'low', 'divisor', 'quotient', 'product', 'qHigh', 'dHigh', 'rest', 'change', 'error'],
} as const;

type Local = (typeof PARAMETERS)[number] | (typeof LOCALS)[keyof typeof LOCALS][number];
const ORDER: readonly Local[] = [...PARAMETERS, ...LOCALS.i32, ...LOCALS.i64, ...LOCALS.f64];
const $ = (name: Local): Code => get(ORDER.indexOf(name));
const put = (name: Local, value: Code): Code => set(ORDER.indexOf(name), value);

const addTo = (name: Local, value: Code): Code => put(name, addI32($(name), value));
const isByte = (value: number): Code => scalar('i32.eq', $('byte'), i32(value));
const isKind = (kind: number): Code => scalar('i32.and', read('byte', $('byte'), PLACES.kinds), i32(kind));
const not = (condition: Code): Code => scalar('i32.eqz', condition);
const both = (a: Code, b: Code): Code => scalar('i32.and', a, b);
const either = (a: Code, b: Code): Code => scalar('i32.or', a, b);
/** The next byte of the text. */
const next = (): Code => [...addTo('at', i32(1)), ...put('byte', read('byte', $('at')))];
const here = (): Code => put('byte', read('byte', $('at')));
const digit = (): Code => scalar('i32.sub', $('byte'), i32(ZERO));
const isDigit = (): Code => scalar('i32.lt_u', digit(), i32(10));
const powerOfTen = (exponent: Code): Code => read('f64', scalar('i32.shl', exponent, i32(3)), PLACES.powers);

const skip = (name: string, condition: Code): Statement =>
  block(`${name} end`, loop(name, branch(`${name} end`, not(condition)), next(), branch(name)));

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
const parseField: Statement = [
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
  when(both(scalar('i32.ne', $('written'), i32(0)), scalar('i32.eq', either($('byte'), i32(0x20)), i32(EXPONENT))), [
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
const computeValue: Statement = [
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

/** The fields of a row, or a branch to `stop` where it is not written plainly. */
const readFields: Statement = loop(
  'field',
  branch('stop', scalar('i32.eq', $('column'), $('columns'))),
  here(),
  skip('before', isKind(BLANK)),
  put('start', $('at')),
  put('value', f64(Number.NaN)),
  put('isWhole', i32(0)),
  block(
    'read',
    block(
      'odd',
      branch('odd', read('byte', addI32($('asText'), $('column')))),
      parseField,
      when(not($('written')), [
        branch('odd', scalar('i32.ne', $('at'), $('start'))),
        put('isWhole', i32(0)),
        branch('read'),
      ]),
      computeValue,
      branch('read'),
    ),
    skip('other', not(isKind(SPECIAL))),
    put('entry', addI32($('odd'), scalar('i32.mul', $('oddCount'), i32(ODD_BYTES)))),
    write('i32', $('entry'), $('rows')),
    write('i32', $('entry'), $('column'), 4),
    write('i32', $('entry'), $('start'), 8),
    write('i32', $('entry'), $('at'), 12),
    addTo('oddCount', i32(1)),
    put('value', f64(Number.NaN)),
    put('isWhole', i32(0)),
  ),
  write('f64', addI32($('values'), scalar('i32.shl', $('cell'), i32(3))), $('value')),
  write('byte', addI32($('digits'), $('cell')), $('isWhole')),
  addTo('cell', i32(1)),
  addTo('column', i32(1)),
  when(scalar('i32.eq', $('byte'), $('separator')), [next(), branch('field')]),
);

/** The end of a line at `at`, or a branch to `stop`. */
const endLine: Statement = block(
  'line end',
  when(isByte(RETURN), next(), branch('line end', isByte(LINE_FEED)), branch('stop')),
  branch('stop', either($('isPair'), not(isByte(LINE_FEED)))),
);

function rows(): WasmFunction {
  const body: Statement = [
    block(
      'stop',
      loop(
        'row',
        put('rowStart', $('at')),
        put('oddBefore', $('oddCount')),
        put('column', i32(0)),
        branch('stop', not(scalar('i32.lt_s', $('rows'), $('most')))),
        branch('stop', scalar('i32.gt_s', addI32($('oddCount'), $('columns')), $('mostOdd'))),
        readFields,
        endLine,
        addTo('at', i32(1)),
        branch('stop', scalar('i32.ne', $('column'), $('columns'))),
        // A line with one empty field is no row.
        branch('stop', both(scalar('i32.eq', $('columns'), i32(1)), scalar('f64.ne', $('value'), $('value')))),
        branch('stop', scalar('i32.gt_s', scalar('i32.sub', $('at'), $('rowStart')), $('longest'))),
        addTo('rows', i32(1)),
        branch('row'),
      ),
    ),
    write('i32', i32(PLACES.next), $('rowStart')),
    write('i32', i32(PLACES.odd), $('oddBefore')),
    $('rows'),
  ];
  return {
    name: 'rows',
    parameters: PARAMETERS.map(() => 'i32'),
    result: 'i32',
    locals: [
      ...LOCALS.i32.map(() => 'i32' as const),
      ...LOCALS.i64.map(() => 'i64' as const),
      ...LOCALS.f64.map(() => 'f64' as const),
    ],
    body: assemble(body),
  };
}

/** @param pages of 64 KiB of its memory, whose first KiB has `PLACES` */
export function rowKernelModule(pages: number): Uint8Array<ArrayBuffer> {
  return wasmModule([rows()], pages);
}
