import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { columnProfile } from '../../column-profile.ts';
import { columnRoles, type Role } from '../../column-roles.ts';
import type { DataProposal, ProposedColumn, ProposedKey } from '../../data-proposal.ts';
import type { DataAccess } from '../../definition.ts';
import { rowIndexOf, rowIndexText } from '../../doubts/reading/row-index.ts';
import { dataError } from '../../files/data-error.ts';
import { readArray } from '../../files/read-array.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { proposedSplit } from '../../proposed-split.ts';
import { splitRows } from '../../split-rows.ts';
import { DEQUANTIZE_KEY } from '../keys.ts';
import { pointShape } from './array-columns.ts';

/**
 * Proposes how to model the rows of an array.
 * @throws FlowscopeError as `readDataFile` and `readArray`, and `data` if no column can be modeled, or one of several axes
 */
export async function proposeNpy(path: string, access: DataAccess): Promise<DataProposal> {
  const { array, names, name } = largestArray(await readDataFile(path, access), path, access.most);
  const shape = pointShape(array, path);
  const width = shape.reduce((product, extent) => product * extent, 1);
  const rows = array.shape[0]!;
  const split = proposedSplit(rows);
  const { train, validation } = splitRows(rows, split, 0);
  const candidates = Array.from({ length: width }, (_, j) => {
    const at = (row: number) => array.values[row * width + j]!;
    return { name: array.names?.[j] ?? `x${j}`, at, profile: columnProfile(rows, at) };
  });
  const place = (row: number) => `row ${row}`;
  const roles = columnRoles(candidates, rows, { conditions: false, place }).map((role, j): Role => {
    const { at, profile } = candidates[j]!;
    const index =
      width > 1
        ? rowIndexOf(
            Float64Array.from({ length: rows }, (_, row) => at(row)),
            false,
          )
        : null;
    if (index !== null) return { kind: 'out', why: rowIndexText(index) };
    if (profile.filled < rows) return { kind: 'out', why: `NaN in ${rows - profile.filled} of ${rows} rows` };
    if (role.kind === 'out' || train.some((row) => at(row) !== at(train[0]!))) return role;
    return { kind: 'out', why: `constant in the ${train.length} training rows` };
  });
  const leftOut = candidates.flatMap(({ name }, j) => {
    const role = roles[j]!;
    return role.kind === 'out' ? [{ name, why: role.why }] : [];
  });
  const reasons = leftOut.slice(0, 3).map(({ name, why }) => `${name}: ${why}`);
  if (leftOut.length === width) throw dataError(path, `has no column that can be modeled (${reasons.join('; ')})`);
  if (shape.length > 1 && leftOut.length > 0) {
    const message = `has ${leftOut.length} of ${width} entries without a density (${reasons.join('; ')})`;
    throw dataError(path, message, 'flatten each row to one axis, so that "exclude" can leave these columns out');
  }
  const columns = candidates.flatMap(({ name, profile }, j): ProposedColumn[] =>
    roles[j]!.kind === 'out' ? [] : [{ name, type: profile.whole ? 'integer' : 'number', proposal: 'model' }],
  );
  const keys: ProposedKey[] = [];
  if (names.length > 1) {
    const why = [
      `The largest of the arrays ${names.join(', ')}. To model another one, name it here, and check the keys below.`,
    ];
    keys.push({ key: 'array', value: name, why });
  }
  if (leftOut.length > 0) {
    const excluded = roles.flatMap((role, j) => (role.kind === 'out' ? [j] : []));
    const why = ['Left out, counted from 0:', ...leftOut.map((column) => `- ${column.name}: ${column.why}`)];
    keys.push({ key: 'exclude', value: excluded, why });
  }
  const integers = columns.filter(({ type }) => type === 'integer').length;
  if (integers > 0) {
    const why = [
      `Adds noise in [0, 1) to whole numbers (${integers} of ${columns.length} columns). Without it, their density has no upper bound.`,
    ];
    keys.push({ key: DEQUANTIZE_KEY, value: true, why });
  }
  keys.push({ key: 'split', value: split, why: [] });
  return {
    keys,
    columns,
    leftOut,
    rows,
    trainingRows: train.length,
    validationRows: validation.length,
    shape: leftOut.length > 0 ? [columns.length] : shape,
    contextSize: 0,
  };
}

interface ChosenArray {
  readonly array: NpyArray;
  /** Names of all arrays in the file; empty if it is one without a name. */
  readonly names: readonly string[];
  readonly name: string | undefined;
}

/** The array of a file, or the largest of several that can be read. */
function largestArray(bytes: Uint8Array, path: string, most: number | undefined): ChosenArray {
  try {
    return { array: readArray(bytes, undefined, path, most), names: [], name: undefined };
  } catch (error) {
    const about = error instanceof FlowscopeError ? error.about : null;
    const names = about?.key === 'array' ? (about.choices ?? []).map(String) : [];
    const found = names.flatMap((name) => readable(bytes, name, path, most));
    if (found.length === 0) throw error;
    const largest = found.reduce((best, each) => (each.array.values.length > best.array.values.length ? each : best));
    return { ...largest, names };
  }
}

function readable(bytes: Uint8Array, name: string, path: string, most: number | undefined) {
  try {
    return [{ name, array: readArray(bytes, name, path, most) }];
  } catch (error) {
    // An array of texts, for example.
    if (error instanceof FlowscopeError) return [];
    throw error;
  }
}
