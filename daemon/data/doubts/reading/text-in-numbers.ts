import * as z from 'zod';
import { FORM_KINDS, formProblem } from '../../sources/csv/number-forms.ts';
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
  /** Its texts, if they may stand for missing values: few, without digits. Absent, or null: they do not. */
  standIns: z.array(z.string()).readonly().nullish(),
  /** How most of its texts are written. Absent, or null: in no known way. */
  form: z.enum(FORM_KINDS).nullish(),
});

export type TextFigures = z.infer<typeof figures>;

/** A column of numbers is left out because a few of its cells have text. */
export const textInNumbers = defineDoubt({
  kind: 'text-in-numbers',
  code: 'invalid-data',
  severity: 'error',
  figures,
  describe(found, { file, without, standIns }) {
    const { column, line } = found;
    const { advice, fixes } = without([column]);
    const problem = textProblem(found);
    const missing = found.standIns == null ? null : standIns(found.standIns.map((value) => ({ column, value })));
    const ways = [
      ...problem.ways,
      ...(missing?.advice == null ? [] : [`${missingText(found.standIns ?? [])}, ${missing.advice}`]),
      ...(advice === null ? [] : [`leave the column out ${advice}`]),
    ];
    return {
      message: `${file}: line ${line}, column ${column}: ${problem.problem}; ${alternatives(ways)}`,
      fixes: [...(missing?.fixes ?? []), ...fixes],
    };
  },
  example: { columns: ['a', 'b'], rows: 40, row: (i) => [i === 7 ? '3.12*' : normal(i), normal(i, 1)] },
});

interface Problem {
  readonly problem: string;
  /** What can be done about it. */
  readonly ways: readonly string[];
}

export function textProblem({ text, texts, numbers, comma, form }: TextFigures): Problem {
  const written = comma !== null ? commaProblem(text, comma) : form == null ? null : formProblem(text, form, texts);
  if (written !== null) return { problem: written.problem, ways: [written.advice] };
  const shown = `'${text.slice(0, 40)}'`;
  return texts === 1
    ? {
        problem: `${shown} is not a number, but the other ${numbers} cells are`,
        ways: ['correct the cell', 'remove the line'],
      }
    : {
        problem: `${shown} is the first of ${texts} cells that are not numbers, but the other ${numbers} are`,
        ways: ['correct the cells'],
      };
}

/** `if 'n.d.' stands for a missing value` */
export function missingText(texts: readonly string[]): string {
  const named = texts.map((text) => `'${text.slice(0, 40)}'`).join(', ');
  return `if ${named} ${texts.length === 1 ? 'stands' : 'stand'} for a missing value`;
}

/** `a, b, or c`; with a semicolon after ways that have commas. */
export function alternatives(ways: readonly string[]): string {
  if (ways.length < 2) return ways.join('');
  const mark = ways.slice(0, -1).some((way) => way.includes(', ')) ? '; ' : ', ';
  return `${ways.slice(0, -1).join(mark)}${mark}or ${ways.at(-1)}`;
}
