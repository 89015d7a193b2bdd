/**
 * WebAssembly that reads rows of numbers: it finds the fields of a row and computes their values in one pass. What is not
 * written plainly is left to others: a field that is not a number, or a row with a quote.
 */
import { addI32, f64, i32, read, scalar, type WasmFunction, wasmModule, write } from '../../../../encoding/wasm.ts';
import { assemble, block, branch, loop, type Statement, when } from '../../../../encoding/wasm-control.ts';
import {
  $,
  addTo,
  BLANK,
  both,
  either,
  here,
  isByte,
  isKind,
  LOCALS,
  next,
  not,
  ODD_NUMBERS,
  PARAMETERS,
  PLACES,
  put,
  SPECIAL,
  skip,
} from './kernel-locals.ts';
import { computeValue, parseField } from './number-code.ts';

const ODD_BYTES = 4 * ODD_NUMBERS;
const [LINE_FEED, RETURN] = [0x0a, 0x0d];

export interface RowKernelExports {
  /**
   * Reads rows from `at` on, and stops before one that is not written plainly, or does not end before the first byte 0.
   * Arrays are given by their addresses.
   * @param most rows @param mostOdd fields that are no numbers, of which the list has room for so many
   * @param longest bytes of a row @param isPair lines must end with CR LF (1), or need not (0)
   * @param asText a byte for each column: 1 if its fields count as no numbers
   * @param values [rows, columns] float64; NaN for an empty field and for one that is not a number
   * @param digits [rows, columns] bytes: 1 if a number is written with digits alone, 2 if zeros precede its first other digit
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
