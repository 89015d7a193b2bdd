import * as z from 'zod';
import { type ColumnLabel, defineDoubt, type TableDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { rowIndexDoubt } from './row-index.ts';

/** A column of whole numbers is written with leading zeros, as codes are: postal codes, for example. */
export const codesDoubt = defineDoubt({
  kind: 'codes',
  code: 'label-codes',
  severity: 'warning',
  figures: z.strictObject({
    column: z.string(),
    /** Cells that begin with a zero, and all. */
    padded: z.number(),
    numbers: z.number(),
    /** Whether they are few enough to be categories. */
    few: z.boolean(),
    /** Set for a condition: how many categories it would have. */
    context: z.strictObject({ categories: z.number() }).optional(),
  }),
  describe({ column, padded, numbers, few, context }, remedies) {
    const left = context === undefined ? remedies.without([column]) : remedies.unused(column);
    const asCategory = () =>
      context === undefined
        ? remedies.column([{ column, keys: { as: 'category' } }])
        : remedies.asCategory(column, context.categories);
    const category = few ? asCategory() : { advice: null, fixes: [] };
    const ways = [category.advice, left.advice === null ? null : `leave it out ${left.advice}`].filter(
      (way) => way !== null,
    );
    const advice = ways.length === 0 ? '' : `: ${ways.join(', or ')}`;
    return {
      message: `${context === undefined ? '' : 'context '}column ${column} has codes, not measurements: ${padded} of its ${numbers} whole numbers begin with a zero${advice}`,
      fixes: [...category.fixes, ...left.fixes],
    };
  },
  example: { columns: ['zip', 'a', 'b'], rows: 200, row: (i) => [`0${(i * 7919) % 9973}`, normal(i), normal(i, 1)] },
});

/** Columns whose numbers only name rows or something else, so that what they are like means nothing. */
export function columnsOfNames(doubts: readonly TableDoubt[] | undefined): ReadonlySet<ColumnLabel> {
  return new Set<ColumnLabel>([...rowIndexDoubt.in(doubts), ...codesDoubt.in(doubts)].map(({ column }) => column));
}
