/** Something that looks wrong in data that can be read: one file each, in `reading/` and `values/`, and a line in `registry.ts`. */
import type * as z from 'zod';
import type { ValueTable } from './value-table.ts';

/** What the spec calls a column: its name, or its number in an array. */
export type ColumnLabel = string | number;

/** Stable codes; editors and programs may rely on them. */
export type DoubtCode =
  | 'invalid-data'
  | 'discrete-data'
  | 'row-index'
  | 'weight-column'
  | 'outlier'
  | 'dropped-rows'
  | 'duplicated-rows'
  | 'dependent-columns'
  | 'near-constant'
  | 'repeated-value'
  | 'bounded-column'
  | 'heavy-tails'
  | 'angle'
  | 'many-labels'
  | 'label-codes'
  | 'few-rows';

/** What was found, as JSON. Only checks of a spec report it; runs read their data as before. */
export interface TableDoubt {
  readonly kind: string;
  readonly [figure: string]: unknown;
}

/** A way to get rid of a doubt. */
export interface Remedy<Fix> {
  /** How, at the end of a sentence. Null: it is not possible, for example since no other column would remain. */
  readonly advice: string | null;
  readonly fixes: readonly Fix[];
}

/** Noise of a column; `step` null: of whole numbers. */
export interface NoiseEntry {
  readonly column: ColumnLabel;
  readonly step: number | null;
}

/** Ways to change a spec. @typeParam Fix a change of its text */
export interface Remedies<Fix> {
  /** The file, as the spec names it. */
  readonly file: string;
  readonly standardized: boolean;
  /** Columns that only number the rows. */
  readonly indexes: ReadonlySet<ColumnLabel>;
  /** Leaves columns out that the spec does not name: `with "exclude": ["a"]`. */
  without(columns: readonly ColumnLabel[]): Remedy<Fix>;
  /** Takes a column out of the list that it is in: `of "columns"`. */
  unused(column: ColumnLabel): Remedy<Fix>;
  /** Sets keys of `data`. @param dimension number of columns that are modelled afterwards; absent: as before */
  set(members: Readonly<Record<string, unknown>>, dimension?: number): Remedy<Fix>;
  /** Sets keys of some columns, in `columns`; undefined: removes one. */
  column(
    columns: readonly { readonly column: ColumnLabel; readonly keys: Readonly<Record<string, unknown>> }[],
  ): Remedy<Fix>;
  /** Makes modeled columns a condition: numbers, or that many categories. */
  asCondition(columns: readonly { readonly column: ColumnLabel; readonly categories: number | null }[]): Remedy<Fix>;
  /**
   * Adds noise to columns, beside those that have it.
   * @param options `all`: these are all columns, with one step. `others`: those that have noise, if no list says so
   */
  noise(
    columns: readonly NoiseEntry[],
    options: { readonly all: boolean; readonly others: readonly NoiseEntry[] },
  ): Remedy<Fix>;
  /** Takes the noise of one column away. */
  withoutNoise(column: ColumnLabel): Remedy<Fix>;
  /** Takes a key of a column out of `columns`. */
  withoutKey(column: ColumnLabel, key: string): Remedy<Fix>;
  /** Drops the rows in which columns have values that stand for missing ones. */
  standIns(columns: readonly { readonly column: ColumnLabel; readonly value: number | string }[]): Remedy<Fix>;
  /** Uses a context column as a number instead of a category. */
  asNumber(column: string): Remedy<Fix>;
  /** Uses a context column as so many categories instead of a number. */
  asCategory(column: string, categories: number): Remedy<Fix>;
  /** Weights the rows by a column, which is then not modeled. */
  asWeight(column: ColumnLabel): Remedy<Fix>;
  /** Gives a flow a base with long tails. */
  longTails(): Remedy<Fix>;
}

/** What a flow does about its data by itself. */
export interface FlowFacts {
  /** Its base has long tails. */
  readonly longTails: boolean;
  /** Its first layer takes the values of an interval, and gets them as they are. */
  readonly takesInterval: boolean;
  /** It can be trained on weighted rows. */
  readonly takesWeights: boolean;
}

export interface Said<Fix> {
  readonly message: string;
  readonly fixes: readonly Fix[];
}

/** A small table with this doubt and no other, for tests. */
export interface DoubtExample {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly row: (index: number) => readonly (number | string)[];
  /** Further keys of `data`. */
  readonly keys?: Readonly<Record<string, unknown>>;
}

export interface LeftOut {
  readonly column: ColumnLabel;
  readonly why: string;
}

interface DoubtParts<F extends object> {
  readonly kind: string;
  readonly code: DoubtCode;
  /** Errors are for what would change the model unnoticed. */
  readonly severity: 'error' | 'warning';
  readonly figures: z.ZodType<F>;
  /** Absent: a source finds it while it reads the table. */
  readonly detect?: (table: ValueTable) => readonly F[];
  /** `init --data` does what its first fix says. */
  readonly adopted?: true;
  /** Why its first fix leaves out which columns, in a few words. */
  readonly reasons?: (figures: F) => readonly LeftOut[];
  /** Its columns, which `reasons` names, are no quantities: what else looks wrong in them alone is not reported. */
  readonly covers?: true;
  /** What a proposed spec says beside the keys of its first fix. Absent: its message. */
  readonly comment?: (figures: F) => readonly string[];
  /** Whether a flow needs no change. Absent: each does. */
  readonly isSettled?: (flow: FlowFacts) => boolean;
  readonly describe: <Fix>(figures: F, remedies: Remedies<Fix>) => Said<Fix>;
  readonly example: DoubtExample;
}

export interface DoubtDefinition
  extends Pick<DoubtParts<object>, 'kind' | 'code' | 'severity' | 'adopted' | 'covers' | 'isSettled' | 'example'> {
  /** It is about numbers, and found in arrays, too. */
  readonly inArrays: boolean;
  detect(table: ValueTable): readonly TableDoubt[];
  /** Why columns are better left out. @throws ZodError for a doubt of another kind */
  reasons(doubt: TableDoubt): readonly LeftOut[];
  /** What a proposed spec says beside the keys of its first fix; null: its message. @throws ZodError for a doubt of another kind */
  comment(doubt: TableDoubt): readonly string[] | null;
  /** @throws ZodError for a doubt of another kind */
  describe<Fix>(doubt: TableDoubt, remedies: Remedies<Fix>): Said<Fix>;
}

export interface KnownDoubt<F extends object> extends DoubtDefinition {
  of(figures: F): TableDoubt;
  /** Those of this kind. */
  in(doubts: readonly TableDoubt[] | undefined): readonly F[];
}

export function defineDoubt<F extends object>(parts: DoubtParts<F>): KnownDoubt<F> {
  const { kind, code, severity, adopted, covers, reasons, comment, figures, detect, isSettled, describe, example } =
    parts;
  const of = (found: F): TableDoubt => ({ kind, ...found });
  const read = ({ kind: _kind, ...found }: TableDoubt): F => figures.parse(found);
  return {
    kind,
    code,
    severity,
    ...(adopted ? { adopted } : {}),
    ...(covers ? { covers } : {}),
    ...(isSettled ? { isSettled } : {}),
    example,
    inArrays: detect !== undefined,
    of,
    in: (doubts = []) => doubts.filter((doubt) => doubt.kind === kind).map(read),
    detect: (table) => (detect?.(table) ?? []).map(of),
    reasons: (doubt) => reasons?.(read(doubt)) ?? [],
    comment: (doubt) => comment?.(read(doubt)) ?? null,
    describe: (doubt, remedies) => describe(read(doubt), remedies),
  };
}

/** As messages name a column. */
export function columnName(label: ColumnLabel): string {
  return typeof label === 'number' ? `x${label}` : label;
}
