import * as z from 'zod';
import { isLabelName } from '../../column-roles.ts';
import { columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { short } from '../figures-text.ts';
import type { ValueColumn, ValueTable } from '../value-table.ts';

/** Fewest training rows for each label on average. */
const ROWS_PER_LABEL = 10;
/** Few labels are meant, even if there are few rows. */
const FEW_LABELS = 5;

const figures = z.strictObject({
  column: z.union([z.string(), z.number()]),
  /** Labels may be modeled instead: as a category, or as a whole number in a column with the name of a label. */
  modeled: z.boolean().default(false),
  labels: z.number(),
  trainingRows: z.number(),
  /** Labels of one single row. */
  single: z.number(),
  /** They could be used as numbers. */
  numeric: z.boolean(),
});

/** Whether there are few training rows for each label. */
export function areMany(labels: number, trainingRows: number): boolean {
  return labels > FEW_LABELS && trainingRows < ROWS_PER_LABEL * labels;
}

/** A condition, or a label that is modeled, has so many values that there are few rows for each. */
export const manyLabels = defineDoubt({
  kind: 'many-labels',
  code: 'many-labels',
  severity: 'warning',
  figures,
  detect(table) {
    const { labelColumns, trainingRows } = table;
    return [
      ...labelColumns.map(({ column, modeled, labels, numeric }) => ({
        ...{ column, modeled, counts: labels.map(({ rows }) => rows) },
        // Only a condition may be a number instead.
        numeric: numeric && !modeled,
      })),
      ...table.columns.flatMap((column) => numberedLabels(column, table)),
    ].flatMap(({ column, counts, numeric, modeled }) => {
      const labels = counts.length;
      if (!areMany(labels, trainingRows)) return [];
      return [{ column, modeled, labels, trainingRows, single: counts.filter((rows) => rows === 1).length, numeric }];
    });
  },
  describe({ column, modeled, labels, trainingRows, single, numeric }, { unused, asNumber }) {
    const number = numeric && typeof column === 'string' ? asNumber(column) : null;
    const left = unused(column);
    const ways = [number?.advice ?? null, left.advice === null ? null : `leave it out ${left.advice}`];
    const advices = ways.filter((advice) => advice !== null).join(', or ');
    const once = single === 0 ? '' : `, and ${single} of them ${single === 1 ? 'occurs' : 'occur'} in one row only`;
    const few = modeled
      ? 'too few to learn how often each occurs, and beside which values'
      : 'too few to learn a density for each';
    return {
      message: `${modeled ? '' : 'context '}column ${columnName(column)} has ${labels} labels for ${trainingRows} training rows (${short(trainingRows / labels)} each${once}): ${few}. Merge rare labels in the file${advices === '' ? '' : `, or ${advices}`}`,
      fixes: [...(number?.fixes ?? []), ...left.fixes],
    };
  },
  example: {
    columns: ['a', 'b', 'city'],
    rows: 200,
    row: (i) => [normal(i), normal(i, 1), `c${i % 60}`],
    keys: { context: ['city'] },
  },
});

/** Rows of each label in a column of numbers that has the name of one; empty if it has other numbers. */
function numberedLabels({ label, category, values, distinct }: ValueColumn, { count, sampled }: ValueTable) {
  // Labels that are rare are not in a sample.
  if (sampled < count || category) return [];
  if (typeof label !== 'string' || !isLabelName(label, distinct)) return [];
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [{ column: label, counts: [...counts.values()], numeric: false, modeled: true }];
}
