/** Defines a data source: one file per source under sources/, plus one line in sources/registry.ts. */
import type * as z from 'zod';
import type { DataReading } from '../../protocol/data-reading.ts';
import type { FileExamination } from '../../protocol/file-examination.ts';
import type { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Documentation } from '../flow/definition.ts';
import type { PlanContext } from '../flow/plan.ts';
import type { Modes } from '../statistics/yardsticks/mode-coverage.ts';
import type { Shape } from '../tensor/tensor.ts';
import type { Chain } from './columns/chain.ts';
import type { ConditionLayout } from './conditions/layout.ts';
import type { LoadWatch } from './data-progress.ts';
import type { DataProposal, ProposalOptions } from './data-proposal.ts';
import type { ColumnLabel, TableDoubt } from './doubts/define-doubt.ts';
import type { Grid } from './grid.ts';
import type { DataFileKey } from './sources/file-keys.ts';
import type { RowStore, RowValues } from './stored/row-store.ts';

/** What is known about a source without loading all of it (cheap: header, first rows). */
export interface DataSummary {
  /** Shape of one point: [D] or [height, width, channels]. */
  readonly shape: Shape;
  readonly context: PlanContext | null;
  /** Values per coordinate before any layer, after standardization: all reals for standardized or unbounded sources. */
  readonly range: { readonly low: number; readonly high: number; readonly closed: boolean };
  /** Columns (named, or null) with only integers that are not dequantized, and the number of distinct values. */
  readonly integerColumns: readonly { readonly name: string; readonly distinct: number }[];
  /** Rows of the training split, if the source counts them for the summary. */
  readonly trainingRows?: number;
  /** Number of bits of an integer-valued image source, else null. */
  readonly bits: number | null;
  /** Per column, the period of an angle or null; absent if no column is an angle. */
  readonly periods?: readonly (number | null)[];
  /** Where the turn of an angle starts, in whose interval [start, start + period) its values are given. Absent: at 0. */
  readonly turnStarts?: readonly (number | null)[];
  /** Of tables and arrays, and only if their rows were read: what is modeled of them, and what looks wrong. */
  readonly reading?: DataReading;
  readonly doubts?: readonly TableDoubt[];
  /** What `exclude` takes for each modelled column; absent: there is no such key. */
  readonly labels?: readonly ColumnLabel[];
}

/** The `data` of a plan, validated by its source's schema and with defaults filled in. */
export type DataConfig = { readonly source: string } & CommonDataKeys & Readonly<Record<string, unknown>>;

/** Who waits for a spec to be checked. */
export interface DataWatch extends LoadWatch {
  /**
   * Is called when the rows of a large table are in the cache, from where another process reads them fast, while they are still
   * being looked at. @param data as the plan will have them @param folder of the spec
   */
  readonly onCached?: (data: DataConfig, folder: string) => void;
}

/** Where files are looked up, and which may be opened. */
export interface DataAccess extends LoadWatch {
  /** As in `DataWatch`, of the source that is summarized. */
  readonly onCached?: () => void;
  /** Folder of the spec, which relative paths start from. */
  readonly folder: string;
  /** false: nothing outside `folder` is opened or stat'ed (an untrusted editor session). */
  readonly trusted: boolean;
  /** Most bytes of one file that are held at once, inflated or not; absent: as many as any file may have. */
  readonly most?: number;
  /** Whether a summary must be that of all rows; otherwise the beginning of a large file may be enough. */
  readonly complete?: boolean;
  /** Whether a process of the same command has just written the cache: it is not compared with its checksums. */
  readonly isCacheNew?: boolean;
  /** Instead of the usual ones. */
  readonly cache?: Partial<CacheSettings>;
}

/** Where rows are cached that take long to make, or too much memory to hold. */
export interface CacheSettings {
  readonly folder: string;
  /** Bytes of rows that are held in memory. */
  readonly held: number;
  /** Bytes of all files in the folder. */
  readonly most: number;
  /** Bytes of a file whose beginning should do to check a spec; a quarter of it, if the file is compressed. */
  readonly large: number;
}

/**
 * Rows of one split. `values` is row-major [rows, …shape], NOT standardized: uint8 for image sources, float64 for files
 * of numbers, since a timestamp has more digits than float32 can represent.
 */
export interface Rows {
  readonly count: number;
  readonly values: RowValues;
  /**
   * Set if the values stay in a file: `values` then reads all of them. Code that needs only some uses
   * `valuesBetween` or `valuesAt`.
   */
  readonly stored?: RowStore;
  /**
   * [rows, contextSize] or null: the vector, in which continuous context is standardized and labels are one-hot, then
   * condition images, whose values lie in [0, 1].
   */
  readonly context: Float32Array | null;
  /** One for each row, ≥ 0, with mean 1 over the training rows; absent: all are 1. */
  readonly weights?: Float64Array;
  /** Absent: they are not from the rows of one file. */
  readonly places?: RowPlaces;
}

/** Where rows are in their file. */
export interface RowPlaces {
  /** As the user wrote it. */
  readonly file: string;
  readonly unit: 'line' | 'row';
  /**
   * The lines on which these rows begin, from 1, or, of a file without lines, their numbers from 0. Takes about as long as splitting
   * the rows.
   */
  at(rows: readonly number[]): readonly number[];
}

/** How one context column becomes entries of the context vector. */
export type ContextColumn =
  | { readonly column: string; readonly kind: 'category'; readonly values: readonly string[] }
  | { readonly column: string; readonly kind: 'number'; readonly mean: number; readonly std: number };

/** How a column, or a condition image, becomes entries of a row's context: images come after all columns. */
export type ContextEncoding =
  | ContextColumn
  /** Values in [0, 1]. */
  | { readonly column: string; readonly kind: 'image'; readonly shape: Shape };

/**
 * Fitted on the training rows: x' = (x − mean)/std per column, on the host, in float64; contributes −Σ log|std| to log q. Of a
 * column with further steps (`Dataset.chains`), shift and scale of the first one, whose scale may be negative.
 */
export interface Standardization {
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

/** The exact density of a source that draws its rows, in data units. */
export interface TrueDensity {
  /**
   * log p(x), nats, or log p(x | context) if rows have a context; x is row-major [n, …shape]. For images with uniform
   * dequantization: the log of the probability of ⌊x⌋.
   * @param context [n, contextSize], as in `Rows`
   */
  logProb(points: Float64Array, context?: Float32Array | null): Float64Array;
  /** Entropy, given the context if there is one, computed by quadrature: the lowest possible NLL, nats. */
  readonly floor: number;
}

/** A modelled column whose value k stands for `values[k]`. */
export interface ModelledCategory {
  readonly column: number;
  readonly values: readonly string[];
}

/** Columns of an array of the given width, numbered from 0. */
export interface ArrayPart {
  readonly columns: readonly number[];
  readonly width: number;
  /** The column with the weights of the rows. Absent: none. */
  readonly weight?: number;
}

export interface Dataset {
  readonly summary: DataSummary;
  /** Names of the columns, for CSV output and messages. */
  readonly columns: readonly string[];
  readonly train: Rows;
  readonly validation: Rows;
  readonly test: Rows;
  readonly standardization: Standardization | null;
  /** What each column goes through, if that is more than a shift and a scale. Absent: it is not, for any column. */
  readonly chains?: readonly Chain[];
  /** Columns to which uniform noise is added, in data units, before standardization: in [0, 1), unless `grids` has them. */
  readonly dequantizedColumns: readonly number[];
  /** Of dequantized columns that are not whole numbers. Absent: none. */
  readonly grids?: readonly Grid[];
  /** Columns whose values number categories; they are dequantized. Absent: none. */
  readonly categories?: readonly ModelledCategory[];
  /** Name of the column with the weights of the rows. Absent: they have none. */
  readonly weight?: string;
  readonly density: TrueDensity | null;
  /** Only where they are known, and so far apart that a point belongs to one of them. */
  readonly modes?: Modes;
  /** Whether images are mirrored left to right at random during training (never otherwise). */
  readonly mirrored?: boolean;
  /** In the order of the context vector; absent without context. */
  readonly contextEncoding?: readonly ContextEncoding[];
  /** How condition images are made of the images of a file; absent: the source has none, or draws them. */
  readonly conditions?: ConditionLayout;
  /** Hash of everything that determines the rows, so that a resume can detect changed data. */
  readonly fingerprint: string;
  /** Of tables, arrays and folders of images. */
  readonly reading?: DataReading;
  /** Set if only some columns of an array are modelled. */
  readonly part?: ArrayPart;
}

/** Which files are damaged, as far as a look at them tells. */
export interface ExaminedFiles {
  readonly examination: FileExamination;
  /** Why a run would refuse them. */
  readonly problems: readonly FlowscopeError[];
}

/** A column as the first rows of a file show it. */
export interface ColumnGlance {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'text' | 'empty';
}

export interface SourceDefinition<C extends object = object> {
  readonly type: string;
  readonly documentation: Documentation;
  /** Keys of `data` without `source`, `seed`, `limit`, which every source has. */
  readonly schema: z.ZodType<C>;
  /** Keys that name a folder; the others of `FILE_KEYS` name a file. */
  readonly folders?: readonly DataFileKey[];
  /** Shape of one point if no file, and no key but a condition that is cropped, can change it. Absent: it depends on them. */
  readonly fixedShape?: Shape;
  /** null while the source is not available yet. */
  readonly summarize: ((config: C & CommonDataKeys, access: DataAccess) => Promise<DataSummary>) | null;
  readonly load: ((config: C & CommonDataKeys, access: DataAccess) => Promise<Dataset>) | null;
  /**
   * The columns of the file, from its beginning. Absent: they have no names.
   * @param keys of `data` as they are written, which may be wrong
   */
  readonly glance?: (keys: Readonly<Record<string, unknown>>, access: DataAccess) => Promise<readonly ColumnGlance[]>;
  /** How `init --data` models a file. Absent: it cannot. */
  readonly proposal?: {
    /** Of file names, such as `.csv`. */
    readonly endings: readonly string[];
    /** @param path relative to `access.folder` @throws FlowscopeError `usage` for a column to leave out that there is not */
    readonly propose: (path: string, access: DataAccess, options: ProposalOptions) => Promise<DataProposal>;
  };
  /** Looks for damage in files that `summarize` does not open. Absent: it opens all of them. */
  readonly examine?: (config: C & CommonDataKeys, access: DataAccess) => Promise<ExaminedFiles>;
}

export interface CommonDataKeys {
  readonly seed: number;
  readonly limit: number | null;
}
