/** What a conditional density is conditioned on, which the panel remembers. */
import * as z from 'zod/mini';

const schema = z.object({
  /** The shown columns; null: the first one. */
  columns: z.nullable(z.array(z.string()).check(z.minLength(1), z.maxLength(2))),
  /** The row that gives the values of the others, and the context; null: medians, and the context of row 0. */
  row: z.nullable(z.int().check(z.minimum(0))),
  /** Values by column, which differ from those of the row: numbers, or names of categories. */
  at: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Of the context. */
  context: z.record(z.string(), z.string()),
});
export type ConditionalChoices = z.output<typeof schema>;

/** Columns and rows of another run have other names and values. */
const kept = z.object({ run: z.string(), choices: schema });

export const NO_CHOICES: ConditionalChoices = { columns: null, row: null, at: {}, context: {} };

/** @param remembered of the panel's view */
export function keptChoices(remembered: unknown, run: string): ConditionalChoices {
  const read = kept.safeParse(remembered);
  return read.success && read.data.run === run ? read.data.choices : NO_CHOICES;
}

/** All values become those of the row. @param row null: the medians */
export function fromRow(choices: ConditionalChoices, row: number | null): ConditionalChoices {
  return { ...choices, row, at: {}, context: {} };
}

export function withValue(choices: ConditionalChoices, column: string, value: number | string): ConditionalChoices {
  return { ...choices, at: { ...choices.at, [column]: value } };
}

export function withContext(choices: ConditionalChoices, column: string, value: string): ConditionalChoices {
  return { ...choices, context: { ...choices.context, [column]: value } };
}

/** @param second '' for none */
export function withColumns(choices: ConditionalChoices, first: string, second: string): ConditionalChoices {
  return { ...choices, columns: second === '' || second === first ? [first] : [first, second] };
}

/** Whether a value was chosen that differs from those of the row. */
export function hasOwnValues({ at, context }: ConditionalChoices): boolean {
  return Object.keys(at).length + Object.keys(context).length > 0;
}
