import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { percent } from '../figures-text.ts';
import { sampleText, type ValueTable } from '../value-table.ts';

/** A smaller share of rows has no effect on figures. */
const SHARE = 0.01;
const FEWEST_ROWS = 20;
/** Times as many as if the columns were independent: values of few digits meet by chance. */
const BY_CHANCE = 5;
/** Of the different rows, which at least one column must tell apart: rows of a few discrete columns repeat by chance. */
const CONTINUOUS = 0.5;

const figures = z.strictObject({
  /** Rows that are equal to an earlier one. */
  repeated: z.number(),
  count: z.number(),
  sampled: z.number(),
});

/** Rows are exact copies of others, although a column has real numbers. */
export const duplicatedRows = defineDoubt({
  kind: 'duplicated-rows',
  code: 'duplicated-rows',
  severity: 'warning',
  figures,
  detect(table) {
    const { sampled, count, columns } = table;
    if (sampled < FEWEST_ROWS || columns.length === 0) return [];
    const repeated = sampled - differentRows(table);
    if (repeated < SHARE * sampled || repeated < BY_CHANCE * expectedPairs(table)) return [];
    const different = sampled - repeated;
    const tells = columns.some((column) => !column.dequantized && column.distinct.length >= CONTINUOUS * different);
    return tells ? [{ repeated, count, sampled }] : [];
  },
  describe({ repeated, ...sample }) {
    const share = percent(repeated / sample.sampled);
    return {
      message: `${repeated} rows (${share}) are copies of other rows${sampleText(sample)}. Copies of training rows among the validation and test rows make their NLL too low. Keep one of each in the file, for example with pandas' drop_duplicates()`,
      fixes: [],
    };
  },
  example: {
    columns: ['a', 'b'],
    rows: 400,
    row: (i) => [normal(i % 300), normal(i % 300, 1)],
  },
});

/** Pairs of equal rows if the values of each column were shuffled. */
function expectedPairs({ columns, sampled }: ValueTable): number {
  const pairs = (sampled * (sampled - 1)) / 2;
  return columns.reduce((expected, { sorted }) => (expected * equalPairs(sorted)) / pairs, pairs);
}

function equalPairs(sorted: Float64Array): number {
  let [pairs, start] = [0, 0];
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] !== sorted[start]) start = i;
    pairs += i - start;
  }
  return pairs;
}

function differentRows({ columns, sampled }: ValueTable): number {
  const bits = new Float64Array(1);
  const words = new Int32Array(bits.buffer);
  const byHash = new Map<number, number[]>();
  let different = 0;
  for (let row = 0; row < sampled; row++) {
    let hash = 0;
    for (const { values } of columns) {
      // Adding zero makes −0 equal to 0.
      bits[0] = values[row]! + 0;
      hash = Math.imul(hash ^ words[0]!, 0x9e3779b1) ^ Math.imul(words[1]!, 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    const similar = byHash.get(hash);
    if (similar?.some((other) => columns.every(({ values }) => values[other] === values[row]))) continue;
    different++;
    if (similar === undefined) byHash.set(hash, [row]);
    else similar.push(row);
  }
  return different;
}
