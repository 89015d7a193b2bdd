import { expect, test } from 'vitest';
import { normal, uniform } from '../example-numbers.ts';
import { tableOf } from '../testing/table-of.ts';
import { boundedColumn } from './bounded-column.ts';
import { heavyTails } from './heavy-tails.ts';

const rain = (i: number) =>
  uniform(i, 7) < 0.6 ? 0 : Math.round(50 * uniform(i, 8) ** 4 * -Math.log(uniform(i, 9))) / 10;
const student = (i: number) => normal(i) / Math.sqrt((normal(i, 1) ** 2 + normal(i, 2) ** 2) / 2);

test('a column that gets bounds gets no transform', () => {
  const table = tableOf({ rain, student }, 1200);
  expect(boundedColumn.in(boundedColumn.detect(table))).toMatchObject([{ columns: [{ column: 'rain' }] }]);
  expect(heavyTails.in(heavyTails.detect(table))).toMatchObject([{ columns: [{ column: 'student' }], all: false }]);
  // Its tails are long, too.
  expect(heavyTails.detect(tableOf({ rain: (i) => -rain(i) + 0.01 * normal(i, 3), student }, 1200))).toMatchObject([
    { columns: [{ column: 'rain' }, { column: 'student' }] },
  ]);
});
