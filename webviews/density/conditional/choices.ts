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
const kept = z.object({
  run: z.string(),
  choices: schema,
  /** Of a report, which has no others: columns that are shown together. */
  offered: z.optional(z.array(z.array(z.string()).check(z.minLength(1), z.maxLength(2)))),
});

export const NO_CHOICES: ConditionalChoices = { columns: null, row: null, at: {}, context: {} };

/** @param remembered of the panel's view */
export function keptChoices(remembered: unknown, run: string): ConditionalChoices {
  const read = kept.safeParse(remembered);
  return read.success && read.data.run === run ? read.data.choices : NO_CHOICES;
}

/** Columns that can be shown together; null: any. @param remembered of the panel's view */
export function offeredColumns(remembered: unknown): readonly (readonly string[])[] | null {
  const read = kept.safeParse(remembered);
  return read.success ? (read.data.offered ?? null) : null;
}

/** Those that can be chosen first, and together with it; '' stands for none. @param all names of the columns */
export function columnChoices(
  offered: readonly (readonly string[])[] | null,
  all: readonly string[],
  first: string,
): { readonly first: readonly string[]; readonly second: readonly string[] } {
  if (offered === null) return { first: all, second: ['', ...all.filter((name) => name !== first)] };
  const shown = new Set(offered.flat());
  const pairs = offered.filter((names) => names.length === 2 && names.includes(first)).flat();
  const isAlone = offered.some((names) => names.length === 1 && names[0] === first);
  return {
    first: all.filter((name) => shown.has(name)),
    second: [...(isAlone ? [''] : []), ...all.filter((name) => name !== first && pairs.includes(name))],
  };
}

/** The same columns, in the order in which they are offered; one that is alone if they are not offered together. */
export function offeredOrder(
  offered: readonly (readonly string[])[] | null,
  { columns, ...rest }: ConditionalChoices,
): ConditionalChoices {
  if (offered === null || columns === null) return { columns, ...rest };
  const has = (wanted: readonly string[]) =>
    offered.find((names) => names.length === wanted.length && wanted.every((name) => names.includes(name)));
  const found = has(columns) ?? has(columns.slice(0, 1)) ?? offered.find((names) => names.includes(columns[0]!));
  return { columns: found === undefined ? columns : [...found], ...rest };
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
