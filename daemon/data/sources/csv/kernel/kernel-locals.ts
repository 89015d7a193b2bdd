/** What the parts of the row kernel share: places in its memory, locals, and conditions on the byte at hand. */
import { addI32, type Code, get, i32, read, scalar, set } from '../../../../encoding/wasm.ts';
import { block, branch, loop, type Statement } from '../../../../encoding/wasm-control.ts';

/** Kinds of bytes, as bits: `SPECIAL` ends a field, as does a byte 0, which follows the last one. */
export const BLANK = 1;
export const SPECIAL = 2;
/** Numbers that are kept for a field that is none: its row and column, and the addresses of its bytes. */
export const ODD_NUMBERS = 4;

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

/** What `digits` says of a field: 0 of one that is not written with digits alone, and 2 of one that begins with zeros. */
export const PADDED = 2;

export const MOST_POWER = 22;
export const PARAMETERS = [
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
export const LOCALS = {
  /** Of the scan: rows so far, where this one begins, its column and where the field begins; the byte at `at`. */
  i32: [
    ...(['rows', 'rowStart', 'column', 'start', 'byte', 'isWhole', 'oddCount', 'oddBefore', 'cell', 'entry'] as const),
    ...(['negative', 'written', 'zeros', 'from', 'fraction', 'power', 'exponent', 'isMinus'] as const),
  ],
  /** The digits as a whole number, and eight bytes of digits. */
  i64: ['whole', 'eight'],
  f64: ['value', 'low', 'divisor', 'quotient', 'product', 'qHigh', 'dHigh', 'rest', 'change', 'error'],
} as const;

export type Local = (typeof PARAMETERS)[number] | (typeof LOCALS)[keyof typeof LOCALS][number];
const ORDER: readonly Local[] = [...PARAMETERS, ...LOCALS.i32, ...LOCALS.i64, ...LOCALS.f64];
export const $ = (name: Local): Code => get(ORDER.indexOf(name));
export const put = (name: Local, value: Code): Code => set(ORDER.indexOf(name), value);

export const addTo = (name: Local, value: Code): Code => put(name, addI32($(name), value));
export const isByte = (value: number): Code => scalar('i32.eq', $('byte'), i32(value));
export const isKind = (kind: number): Code => scalar('i32.and', read('byte', $('byte'), PLACES.kinds), i32(kind));
export const not = (condition: Code): Code => scalar('i32.eqz', condition);
export const both = (a: Code, b: Code): Code => scalar('i32.and', a, b);
export const either = (a: Code, b: Code): Code => scalar('i32.or', a, b);
/** The next byte of the text. */
export const next = (): Code => [...addTo('at', i32(1)), ...put('byte', read('byte', $('at')))];
export const here = (): Code => put('byte', read('byte', $('at')));

/** Goes on over bytes while the condition holds. @param name of the loop */
export const skip = (name: string, condition: Code): Statement =>
  block(`${name} end`, loop(name, branch(`${name} end`, not(condition)), next(), branch(name)));
