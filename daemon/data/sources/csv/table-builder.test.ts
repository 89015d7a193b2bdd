import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { plainNumber } from './plain-number.ts';
import { readTable, type TableOptions } from './read-table.ts';
import { tableBuilder } from './table-builder.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => plainNumber(encode(text), 0, encode(text).length);

test.each(['0', '-0', '0.0', '.5', '5.', '+1.5', '1e5', '1E-5', '00012', '0.00001234', '9007199254740993', '0e9'])(
  '%s is read as Number reads it',
  (text) => expect(read(text)).toBe(Number(text)),
);

test.each(['', '.', '-', '1e', 'e5', '1..2', '12a', '1 2', '1_0', 'NaN', '0x1', '1e+'])(
  '%j is no plain number',
  (text) => expect(read(text)).toBeNaN(),
);

test('numbers are exact, or left to Number', () => {
  let left = 0;
  let count = 0;
  const form = fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.nat(20), fc.integer({ min: -9, max: 9 }));
  fc.assert(
    fc.property(form, ([value, digits, power]) => {
      const scaled = value * 10 ** power;
      // The last one is halfway between two float64 numbers, or next to it.
      const half = `${BigInt(2 ** 53) + BigInt(Math.floor(Math.abs(scaled))) * 2n + 1n}`;
      for (const text of [`${scaled}`, scaled.toFixed(digits), scaled.toExponential(18), half, `${half}.000001`]) {
        count++;
        const found = read(text);
        if (Number.isNaN(found)) left++;
        else expect(Object.is(found, Number(text)), text).toBe(true);
      }
    }),
    propertyRuns(300, 1),
  );
  expect(left).toBeLessThan(count / 3);
});

/** As many lines as tell how the file is written, which arrive at once. */
const BEGINNING = `x,k\n${'1,2\n'.repeat(20)}`;

test('a table is the same whatever pieces of the file arrive', () => {
  const options: TableOptions = { delimiter: ',', header: 'auto', limit: null, texts: ['k'] };
  const parts = fc.constantFrom('1,2\n', '3.5,é\n', '"4",NA\r\n', '"p\n""q""",5\n', '\n', '6,"x', '7,8', '\r', 'ü');
  const outcome = (run: () => unknown) => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof FlowscopeError)) throw error;
      return error.message;
    }
  };
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), fc.array(fc.nat(60), { maxLength: 4 }), (texts, cuts) => {
      const bytes = encode(`${BEGINNING}${texts.join('')}`);
      const pieces = () => {
        const builder = tableBuilder('f', options);
        let from = 0;
        for (const to of cuts.map((cut) => Math.min(cut + BEGINNING.length, bytes.length)).sort((a, b) => a - b)) {
          builder.push(bytes.slice(from, to), false);
          from = to;
        }
        builder.push(bytes.slice(from), true);
        return builder.build();
      };
      expect(outcome(pieces)).toEqual(outcome(() => readTable(bytes, 'f', options)));
    }),
    propertyRuns(200, 1),
  );
});

test('rows behind the limit are not read, whatever they hold', () => {
  const options: TableOptions = { delimiter: ',', header: true, limit: 2, texts: [] };
  expect(readTable(encode('a,b\n1,2\n3,4\n5\n"'), 'f', options).columns[1]?.numbers).toEqual(Float64Array.of(2, 4));
});
