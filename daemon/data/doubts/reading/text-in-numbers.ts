import * as z from 'zod';
import { commaProblem } from '../../sources/csv/number-text.ts';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';

const figures = z.strictObject({
  column: z.string(),
  line: z.number(),
  text: z.string(),
  /** Number of cells with text, and with numbers. */
  texts: z.number(),
  numbers: z.number(),
  /** What the commas in `text` are if it is a number. */
  comma: z.enum(['decimal', 'thousands', 'either']).nullable(),
});

/** A column of numbers is left out because a few of its cells have text. */
export const textInNumbers = defineDoubt({
  kind: 'text-in-numbers',
  code: 'invalid-data',
  severity: 'error',
  figures,
  describe(found, { file, without }) {
    const { column, line, text, comma } = found;
    const { advice, fixes } = without([column]);
    const problem = comma === null ? textProblem(found) : commaProblem(text, comma);
    const leave = advice === null ? '' : `, or leave the column out ${advice}`;
    return { message: `${file}: line ${line}, column ${column}: ${problem.problem}; ${problem.advice}${leave}`, fixes };
  },
  example: { columns: ['a', 'b'], rows: 40, row: (i) => [i === 7 ? '3.12*' : normal(i), normal(i, 1)] },
});

function textProblem({ text, texts, numbers }: z.infer<typeof figures>) {
  const shown = `'${text.slice(0, 40)}'`;
  return texts === 1
    ? { problem: `${shown} is not a number, but the other ${numbers} cells are`, advice: 'correct the cell' }
    : {
        problem: `${shown} is the first of ${texts} cells that are not numbers, but the other ${numbers} are`,
        advice: 'correct the cells',
      };
}
