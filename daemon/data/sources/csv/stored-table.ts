/** A table whose numbers are in a cache file, because they are many. */
import * as z from 'zod';
import type { RowStore } from '../../stored/row-store.ts';
import { rowRange } from '../../stored/row-store.ts';
import { lineOf } from './line-index.ts';
import { FORM_KINDS } from './number-forms.ts';
import type { Table, TableColumn } from './read-table.ts';

const whole = z.int().min(0);

const factsSchema = z.strictObject({
  digest: z.string(),
  count: z.int().min(1),
  named: z.boolean(),
  first: z.array(z.string()),
  delimiter: z.string(),
  /** As in `Table`. */
  comments: z.strictObject({ lines: whole, names: whole.nullable() }).exactOptional(),
  lines: z.array(z.tuple([whole, whole])),
  /** As in `Table`. */
  hasLines: z.literal(false).optional(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      isText: z.boolean(),
      firstText: z.strictObject({ line: whole, text: z.string() }).nullable(),
      cells: z.strictObject({
        ...{ numbers: whole, texts: whole, commas: whole, digits: whole, padded: whole },
        standIns: whole.optional(),
        standInValues: z
          .array(z.union([z.number(), z.string()]))
          .readonly()
          .optional(),
        firstStandIn: z.strictObject({ line: whole, text: z.string() }).optional(),
      }),
      comma: z.enum(['decimal', 'thousands', 'either']).nullable(),
      fewTexts: z.array(z.string()).readonly().nullable().exactOptional(),
      form: z.strictObject({ kind: z.enum(FORM_KINDS), count: whole }).nullable(),
      /** The smallest and the largest number; null if there is none, or an infinite one. */
      range: z.tuple([z.number(), z.number()]).nullable(),
      /** The different texts, if they are kept. */
      values: z.array(z.string()).nullable(),
    }),
  ),
});

/** What is known about a table beside its numbers. */
export type TableFacts = Omit<StoredFacts, 'digest'>;

/** With the SHA-256 of the file. */
export type StoredFacts = z.infer<typeof factsSchema>;

/** null if another version wrote them. */
export function parseFacts(facts: unknown): StoredFacts | null {
  return factsSchema.safeParse(facts).data ?? null;
}

export interface StoredTable {
  readonly file: string;
  readonly facts: StoredFacts;
  /** All rows, as `TableBuilder.take` gives them. */
  readonly store: RowStore;
}

export function isStored(table: Table | StoredTable): table is StoredTable {
  return 'facts' in table;
}

/** Rows that tell what a column is like. */
const OUTLINE_ROWS = 2 ** 16;

/** The first rows; `cells` are those of all rows. */
export function firstRows(table: StoredTable): Table {
  return tableOf(table, firstOf(table));
}

function firstOf({ facts }: StoredTable): Uint32Array {
  return rowRange(0, Math.min(facts.count, OUTLINE_ROWS));
}

/**
 * The table with the numbers, texts and lines of its first rows only; `count` and `cells` are those of all rows. A column
 * without values in these rows has one number.
 */
export function outlineOf(table: StoredTable): Table {
  const { count, columns } = table.facts;
  const rows = firstOf(table);
  const part = partOf(table, rows);
  return withLines(table, rows, {
    ...part,
    count,
    columns: part.columns.map((column, j) => {
      const isBlank = columns[j]!.cells.numbers > 0 && column.numbers?.every(Number.isNaN);
      return isBlank ? { ...column, numbers: Float64Array.of(0) } : column;
    }),
  });
}

/** Some rows of the table, as a table; `cells` are those of all rows. @param names of the columns. Default: all */
export function tableOf(table: StoredTable, rows: Uint32Array, names?: ReadonlySet<string>): Table {
  return withLines(table, rows, partOf(table, rows, names));
}

type TablePart = Omit<Table, 'lines'>;

function partOf({ file, facts, store }: StoredTable, rows: Uint32Array, names?: ReadonlySet<string>): TablePart {
  const count = rows.length;
  const values = store.take(rows);
  const column = (index: number) => {
    const out = new Float64Array(count);
    for (let i = 0, at = index; i < count; i++, at += store.width) out[i] = values[at]!;
    return out;
  };
  let textColumn = facts.columns.length;
  const columns: TableColumn[] = [];
  for (const [index, { isText, values: known, range: _, ...own }] of facts.columns.entries()) {
    const textIndex = known === null ? null : textColumn++;
    if (names?.has(own.name) === false) continue;
    columns.push({
      ...own,
      numbers: isText ? null : column(index),
      texts: textIndex === null ? null : Array.from(column(textIndex), (number) => known![number]!),
    });
  }
  const { named, first, delimiter, comments, hasLines } = facts;
  return {
    ...{ file, count, columns, named, first, delimiter },
    ...(comments === undefined ? {} : { comments }),
    ...(hasLines === false ? { hasLines } : {}),
  };
}

/** Lines are looked up only where something is wrong. */
function withLines({ facts }: StoredTable, rows: Uint32Array, part: TablePart): Table {
  return {
    ...part,
    get lines() {
      return Float64Array.from(rows, (row) => lineOf(facts.lines, row));
    },
  };
}
