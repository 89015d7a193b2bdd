import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { MOST_NAMES, sentence } from '../figures-text.ts';

const figures = z.strictObject({
  line: z.number(),
  /** Its numbers; empty if there is a `word`. */
  fields: z.array(z.string()),
  /** What is unusual about them. Absent: they are whole numbers in columns of fractions. */
  numbers: z.enum(['spaced', 'beyond']).optional(),
  /** Its first field that is not a number. */
  word: z.string().nullable(),
  /** Number of columns that are modelled if it is a header; null if two of its names are the same. */
  dimension: z.number().nullable(),
});

export type LikelyHeader = z.infer<typeof figures>;

const NUMBERS = {
  whole: 'have no decimal point, unlike those below',
  spaced: 'increase in equal steps',
  beyond: 'increase, and each is far from all those below it',
};

/** The first line was read as a row, but looks like a header. */
export const header = defineDoubt({
  kind: 'header',
  code: 'invalid-data',
  severity: 'error',
  figures,
  describe({ line, word, fields, numbers, dimension }, { file, set }) {
    const shown = `${fields.slice(0, MOST_NAMES).join(', ')}${fields.length > MOST_NAMES ? ', …' : ''}`;
    const sure = word === null || dimension === null ? null : set({ header: true }, dimension);
    const problem =
      word === null
        ? `line ${line} (${shown}) may be a header: its numbers ${NUMBERS[numbers ?? 'whole']}. Set "header": true if it names the columns, or "header": false if it is data`
        : `line ${line} looks like a header: '${word.slice(0, 40)}' is not a number, but all values below it are${sentence(sure?.advice ?? 'set "header": true')}`;
    const values = dimension === null ? [] : word === null ? [true, false] : [true];
    const fixes = values.flatMap((value) => set({ header: value }, dimension!).fixes);
    return { message: `${file}: ${problem}`, fixes };
  },
  example: { columns: ['x', '2002'], rows: 40, row: (i) => [normal(i), normal(i, 1)] },
});
