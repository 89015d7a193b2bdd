import * as z from 'zod';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { MOST_NAMES, percent } from '../figures-text.ts';
import type { ValueColumn, ValueTable } from '../value-table.ts';
import { newStep } from './grid.ts';
import { pilesOf, spikeOf } from './spike.ts';

const figures = z.strictObject({
  columns: z.array(
    z.strictObject({
      column: z.union([z.string(), z.number()]),
      value: z.number(),
      /** Of the rows. */
      share: z.number(),
      /** It is an end of the range, up to which the other values go. */
      atBound: z.boolean().default(false),
    }),
  ),
});

/** Of the rows: fewer remain if more are dropped. */
const MOST_DROPPED = 0.5;

type Found = z.infer<typeof figures>['columns'][number];

/** One value repeats in a column of numbers that do not: −999 for a missing value, the mean in its place, or zero rain. */
export const repeatedValue = defineDoubt({
  kind: 'repeated-value',
  code: 'repeated-value',
  severity: 'warning',
  figures,
  detect(table) {
    const found = table.columns.flatMap((column) => repeatedIn(column, table));
    return found.length === 0 ? [] : [{ columns: found }];
  },
  describe({ columns }, { without, asCondition, standIns }) {
    const labels = [...new Set(columns.map(({ column }) => column))];
    const left = without(labels);
    const apart = columns.filter(({ atBound }) => !atBound);
    const condition = apart.length === 0 ? asCondition(labels.map((column) => ({ column, categories: null }))) : null;
    const isMost = apart.reduce((sum, { share }) => sum + share, 0) > MOST_DROPPED;
    const dropped = apart.length === 0 || isMost ? null : standIns(apart);
    const one = labels.length === 1;
    const sentences = labels.slice(0, MOST_NAMES).map((label) => {
      const own = columns.filter(({ column }) => column === label);
      return `column ${columnName(label)} has ${valuesText(own)} of the rows${placeText(own)}`;
    });
    const more = labels.length - sentences.length;
    const what = [
      ...sentences,
      ...(more > 0 ? [`${more} more ${more === 1 ? 'column has' : 'columns have'} such values`] : []),
    ]
      .map(capitalized)
      .join('. ');
    const ways = [
      condition?.advice == null ? [] : [`use ${one ? 'it' : 'them'} as a condition: ${condition.advice}`],
      left.advice === null ? [] : [`leave ${one ? 'it' : 'them'} out ${left.advice}`],
    ].flat();
    const otherwise = ways.length === 0 ? '' : `. Otherwise ${ways.join(', or ')}`;
    const set = dropped?.advice == null ? '' : `${dropped.advice}, or `;
    const unbounded = one
      ? ': the density is unbounded there. If it'
      : '. The density is unbounded there. If one of them';
    return {
      message: `${what}${unbounded} stands for a missing value, ${set}empty those cells or remove those rows${otherwise}`,
      fixes: [...(dropped?.fixes ?? []), ...(condition?.fixes ?? []), ...left.fixes],
    };
  },
  example: {
    columns: ['a', 'b', 'c'],
    rows: 400,
    row: (i) => [i % 9 === 4 ? -999 : normal(i, 2), normal(i), normal(i, 1)],
  },
});

/** Also where bounds, a transform or a period are set: none of them spreads equal values. */
function repeatedIn(column: ValueColumn, table: ValueTable): readonly Found[] {
  const { label, category, period, dequantized } = column;
  if (category || table.indexes.has(label)) return [];
  const values = period === null ? column : inOrder(column.unwrapped);
  const spike = period === null ? column.spike : spikeOf(values);
  return pilesOf(values, spike).flatMap(({ value, share, at }) => {
    const atBound = at === 'bound';
    // Noise spreads the values of a grid; without noise, it is the grid that is reported.
    return atBound && (dequantized || newStep(column, table) !== null)
      ? []
      : [{ column: label, value, share, atBound }];
  });
}

function inOrder(values: Float64Array) {
  const sorted = values.slice().sort();
  return { sorted, distinct: sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]) };
}

/** `the value 0 in 39 %`, `the value 0 in 39 % and 1 in 5 %` */
function valuesText(columns: readonly Found[]): string {
  return `the value ${columns.map(({ value, share }) => `${value} in ${percent(share)}`).join(' and ')}`;
}

function placeText(columns: readonly Found[]): string {
  if (columns.every(({ atBound }) => !atBound)) return ', apart from all other values';
  if (columns.some(({ atBound }) => !atBound)) return '';
  return columns.length === 1 ? ', at an end of its range' : ', at the ends of its range';
}

/** The first sentence follows a colon. */
function capitalized(sentence: string, place: number): string {
  return place === 0 ? sentence : `${sentence[0]!.toUpperCase()}${sentence.slice(1)}`;
}
