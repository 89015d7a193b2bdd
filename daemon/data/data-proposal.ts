/** What `init --data` proposes for a file: how its columns are used, and the keys of `data` that say so. */
import type { MissingValue } from './missing/missing-values.ts';

export interface ProposedColumn {
  readonly name: string;
  readonly type: 'number' | 'integer' | 'category';
  readonly proposal: 'model' | 'context';
}

/** A key of `data` with its value, and the reasons for it, one per comment line. */
export interface ProposedKey {
  readonly key: string;
  readonly value: unknown;
  readonly why: readonly string[];
  /** The first of these reasons, for columns of which some may be left out later. Absent: they do not depend on columns. */
  readonly whyFor?: (columns: readonly ProposedColumn[]) => readonly string[];
}

/** What the user asks for. */
export interface ProposalOptions {
  /** Names of columns to leave out. */
  readonly exclude: readonly string[];
  /** What stands for a missing value. */
  readonly missingValues: readonly MissingValue[];
  /** The command line that asks for the proposal, to which advice adds options. */
  readonly command: string;
}

export interface DataProposal {
  /** In the order in which they are written, without `source` and `path`. */
  readonly keys: readonly ProposedKey[];
  /** Those that are modelled or context, in the file's order. */
  readonly columns: readonly ProposedColumn[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** Rows of the file, and those that the proposal trains on and validates with. */
  readonly rows: number;
  readonly trainingRows: number;
  readonly validationRows: number;
  /** Shape of one point, and length of its context vector. */
  readonly shape: readonly number[];
  readonly contextSize: number;
}
