/** The keys of `data` that a proposal for a table writes, with the reasons for them. */
import type { DataProposal, ProposedColumn, ProposedKey } from '../../../data-proposal.ts';
import { MISSING_VALUES_KEY, type MissingValue } from '../../../missing/missing-values.ts';
import { DEQUANTIZE_KEY } from '../../keys.ts';
import { isMostlyNumbers } from '../read-table.ts';
import type { Examined } from './examine-columns.ts';

/** More names are counted. */
const MOST_NAMES = 8;
/** More reasons are summarized. */
const MOST_REASONS = 40;

export interface KeyParts {
  readonly used: readonly Examined[];
  readonly leftOut: readonly { readonly column: Examined; readonly why: string }[];
  readonly first: readonly ProposedKey[];
  readonly split: { readonly validation: number; readonly test: number };
  /** Rows of the table, and those with all values. */
  readonly rows: number;
  readonly kept: number;
  /** What stands for a missing value. */
  readonly missingValues: readonly MissingValue[];
}

export function keysOf({
  used,
  leftOut,
  first,
  split,
  rows,
  kept,
  missingValues,
}: KeyParts): Pick<DataProposal, 'columns' | 'leftOut' | 'shape' | 'contextSize' | 'keys'> {
  const reasons = leftOut.map(({ column, why }) => ({ name: column.column.name, why }));
  const columns = used.map(proposedColumn);
  const context = used.flatMap(({ column: { name, numbers }, role }) =>
    role.kind === 'context'
      ? [{ name, values: role.values, entry: numbers === null ? name : { column: name, as: 'category' } }]
      : [],
  );
  // Other text is left out anyway.
  const excluded = leftOut.filter(({ column }) => isNumeric(column)).map(({ column }) => column.column.name);
  const keys: ProposedKey[] = [...first];
  if (excluded.length > 0) keys.push({ key: 'exclude', value: excluded, why: leftOutReasons(reasons) });
  if (context.length > 0) {
    const named = context.map(({ name, values }) => `${name} (${values} values)`).join(', ');
    const why = [
      `Conditions, which the flow is given and does not model: ${named}.`,
      'To model one, remove it here and name all modeled columns in "columns", this one with "as": "category".',
    ];
    keys.push({ key: 'context', value: context.map(({ entry }) => entry), why });
  }
  if (missingValues.length > 0) {
    const cells = used.flatMap(
      ({
        column: {
          name,
          cells: { standIns = 0 },
        },
      }) => (standIns === 0 ? [] : [`${name}: ${standIns}`]),
    );
    const why = [
      `Cells with one of these values have none (${cells.length === 0 ? 'there are none' : cells.join(', ')}).`,
    ];
    keys.push({ key: MISSING_VALUES_KEY, value: missingValues, why });
  }
  if (kept < rows) {
    const why = [`${rows - kept} of ${rows} rows have a missing value and are left out.`];
    keys.push({ key: 'missing', value: 'drop', why });
  }
  if (columns.some(({ type }) => type === 'integer')) {
    keys.push({ key: DEQUANTIZE_KEY, value: true, why: noiseReasons(columns), whyFor: noiseReasons });
  }
  keys.push({ key: 'split', value: split, why: [] });
  return {
    columns,
    leftOut: reasons,
    keys,
    shape: [columns.filter(({ proposal }) => proposal === 'model').length],
    contextSize: context.reduce((sum, { values }) => sum + values, 0),
  };
}

function noiseReasons(columns: readonly ProposedColumn[]): readonly string[] {
  const integers = columns.filter(({ type }) => type === 'integer').map(({ name }) => name);
  const shown = integers.length > MOST_NAMES ? `${integers.length} columns` : integers.join(', ');
  return [`Adds noise in [0, 1) to whole numbers (${shown}). Without it, their density has no upper bound.`];
}

function proposedColumn({ column: { name }, role, profile }: Examined): ProposedColumn {
  if (role.kind === 'context') return { name, type: 'category', proposal: 'context' };
  return { name, type: profile?.whole === true ? 'integer' : 'number', proposal: 'model' };
}

/** Whether it would be modelled, or be an error, if the spec did not leave it out. */
function isNumeric({ column }: Examined): boolean {
  const { numbers, cells } = column;
  return numbers === null ? isMostlyNumbers(column) : cells.numbers > 0;
}

/** One line for each column. */
export function leftOutReasons(leftOut: DataProposal['leftOut']): readonly string[] {
  const reasons = leftOut.map(({ name, why }) => `- ${name}: ${why}`);
  const rest = reasons.length - MOST_REASONS;
  return ['Left out:', ...reasons.slice(0, MOST_REASONS), ...(rest > 0 ? [`- ${rest} more columns`] : [])];
}
