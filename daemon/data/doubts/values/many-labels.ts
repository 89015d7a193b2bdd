import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { short } from '../figures-text.ts';

/** Fewest training rows for each label on average. */
const ROWS_PER_LABEL = 10;
/** Few labels are meant, even if there are few rows. */
const FEW_LABELS = 5;

const figures = z.strictObject({
  column: z.string(),
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

/** A condition has so many values that there are few rows for each. */
export const manyLabels = defineDoubt({
  kind: 'many-labels',
  code: 'many-labels',
  severity: 'warning',
  figures,
  detect({ contextLabels, trainingRows }) {
    return contextLabels.flatMap(({ column, labels: all, numeric }) => {
      const labels = all.length;
      if (!areMany(labels, trainingRows)) return [];
      return [{ column, labels, trainingRows, single: all.filter(({ rows }) => rows === 1).length, numeric }];
    });
  },
  describe({ column, labels, trainingRows, single, numeric }, { unused, asNumber }) {
    const number = numeric ? asNumber(column) : null;
    const left = unused(column);
    const ways = [number?.advice ?? null, left.advice === null ? null : `leave it out ${left.advice}`];
    const advices = ways.filter((advice) => advice !== null).join(', or ');
    const once = single === 0 ? '' : `, and ${single} of them ${single === 1 ? 'occurs' : 'occur'} in one row only`;
    return {
      message: `context column ${column} has ${labels} labels for ${trainingRows} training rows (${short(trainingRows / labels)} each${once}): too few to learn a density for each. Merge rare labels in the file${advices === '' ? '' : `, or ${advices}`}`,
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
