import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlowscopeError } from '../../../../errors/flowscope-error.ts';
import { propertyRuns } from '../../../../testing/property-runs.ts';
import type { TableOptions } from '../read-table.ts';
import { tableBuilder } from '../table-builder.ts';
import { rowKernel } from './row-kernel.ts';

const one = rowKernel({ columns: 1, delimiter: ',', asText: [], longest: 2 ** 20 });
const two = rowKernel({ columns: 2, delimiter: ';', asText: [1], longest: 40 });
const read = (kernel: typeof one, text: string) => {
  const { count, next, values, digits, odd } = kernel.read(Buffer.from(text), 0, { most: 100, isPair: false });
  return { count, next, values: [...values], digits: [...digits], odd: [...odd] };
};

test.each([
  ...[
    '0',
    '-0',
    '+0.0',
    '.5',
    '5.',
    '+1.5',
    '1e5',
    '1E-5',
    '00012',
    '0.00001234',
    '-00.010',
    '12345678',
    '1234567.12345678',
  ],
  ...[
    '9007199254740993',
    '0e9',
    '9999999999999999999',
    '0.1234567890123456789',
    '-0.30000000000000004',
    '1e22',
    '5e-22',
  ],
])('%s is read as Number reads it', (text) => {
  const { count, values, odd } = read(one, `${text}\n`);
  expect({ count, odd }).toEqual({ count: 1, odd: [] });
  expect(Object.is(values[0], Number(text))).toBe(true);
});

test.each([
  '.',
  '-',
  '1e',
  'e5',
  '1..2',
  '12a',
  '1 2',
  '1_0',
  'NaN',
  '0x1',
  '1e+',
  '1e0005',
  '--1',
  '1e23',
  '123456789a',
])('%j is left to others', (text) => {
  expect(read(one, `${text}\n`).count).toBe(0);
  const { count, values, odd } = read(two, `${text};2\n`);
  expect({ count, values }).toEqual({ count: 1, values: [Number.NaN, Number.NaN] });
  expect(odd[0]).toEqual({ row: 0, column: 0, from: 0, to: text.length });
});

test('rows end where something is not plain', () => {
  expect(read(two, '1;2\r\n 3 ;4\n5;6')).toMatchObject({ count: 2, next: 11 });
  expect(read(two, '1;2\n"3";4\n')).toMatchObject({ count: 1, next: 4 });
  expect(read(two, '1;2\n\n3;4\n')).toMatchObject({ count: 1, next: 4 });
  expect(read(two, '1;2\n3\n')).toMatchObject({ count: 1, next: 4 });
  expect(read(two, '1;2\n3;4;5\n')).toMatchObject({ count: 1, next: 4 });
  expect(read(two, `1;2\n${'0'.repeat(50)};4\n`)).toMatchObject({ count: 1, next: 4 });
  expect(read(two, '1;2\n3;\0\n')).toMatchObject({ count: 1, next: 4 });
  const pairs = two.read(Buffer.from('1;2\r\n3;4\n'), 0, { most: 9, isPair: true });
  expect(pairs).toMatchObject({ count: 1, next: 5 });
});

test('numbers are exact, or left to Number', () => {
  let left = 0;
  let all = 0;
  const form = fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.nat(20), fc.integer({ min: -9, max: 9 }));
  fc.assert(
    fc.property(form, ([value, places, power]) => {
      const scaled = value * 10 ** power;
      // The last one is halfway between two float64 numbers, or next to it.
      const half = `${BigInt(2 ** 53) + BigInt(Math.floor(Math.abs(scaled))) * 2n + 1n}`;
      for (const text of [`${scaled}`, scaled.toFixed(places), scaled.toExponential(18), half, `${half}.001`]) {
        all++;
        const { values, odd, count, digits } = read(one, `${text}\n`);
        if (count === 0) {
          left++;
          continue;
        }
        expect({ odd, digits }, text).toEqual({
          odd: [],
          digits: [/^0\d+$/.test(text) ? 2 : /^\d+$/.test(text) ? 1 : 0],
        });
        expect(Object.is(values[0], Number(text)), text).toBe(true);
      }
    }),
    propertyRuns(300, 1),
  );
  expect(left).toBeLessThan(all / 3);
});

test('a table is the same with the kernel and without', () => {
  const cell = fc.constantFrom(
    ...[
      '1',
      '-2.5',
      '',
      ' 3 ',
      'NA',
      'x',
      'inf',
      '1e300',
      '"4"',
      '"a;b"',
      '"p\nq"',
      '12345678901234567890',
      '1,5',
      'é',
    ],
    ...['\u00a0', '0.1', '0.30000000000000004', '007', '\t', '#', '"', '1;2'],
  );
  const rows = fc.array(
    fc.tuple(fc.array(cell, { minLength: 1, maxLength: 2 }), fc.constantFrom('\n', '\r\n', '\n\n', '\r', '')),
  );
  const outcome = (build: () => unknown) => {
    try {
      return build();
    } catch (error) {
      if (!(error instanceof FlowscopeError)) throw error;
      return error.message;
    }
  };
  const option = fc.record({ limit: fc.constantFrom(null, 3), texts: fc.constantFrom(['b'], []) });
  fc.assert(
    fc.property(rows, option, fc.boolean(), ([...lines], { limit, texts }, isWide) => {
      const head = isWide ? 'a;b\n1;2\n3;4\n' : 'a\n1\n2\n';
      const text = lines.map(
        ([cells, end]) => (isWide ? [...cells, '5'].slice(0, 2) : cells.slice(0, 1)).join(';') + end,
      );
      const options: TableOptions = { delimiter: ';', header: true, limit, texts: [...texts] };
      const table = (kernelFrom: number) => () => {
        const builder = tableBuilder('f', options, kernelFrom);
        builder.push(Buffer.from(head + text.join('')), true);
        return builder.build();
      };
      expect(outcome(table(1))).toEqual(outcome(table(Infinity)));
    }),
    propertyRuns(400, 1),
  );
});
