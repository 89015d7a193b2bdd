/** Fields of a structured array that are not numbers: a spec leaves them out. */
import { dataError, mismatch } from '../../files/data-error.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { numbersAlone } from '../../formats/npy-header.ts';
import { fieldName } from './array-reading.ts';

type Fields = Pick<NpyArray, 'names' | 'others'>;

interface UsedFields {
  readonly path: string;
  /** Numbers of the columns that are modeled; null: all. */
  readonly chosen: readonly number[] | null;
  /** As the spec has them. */
  readonly columns: readonly (string | number)[] | undefined;
  readonly exclude: readonly (string | number)[] | undefined;
  readonly weight: number | undefined;
}

/** @throws FlowscopeError `data` for a field that is modeled or the weight, and is not a number */
export function refuseOtherFields(array: Fields, { path, chosen, columns, exclude = [], weight }: UsedFields): void {
  const { names = [], others = new Map<number, string>() } = array;
  const used = otherFields(array, chosen);
  if (weight !== undefined && others.has(weight)) {
    const message = `has the weight '${fieldName(names, weight)}' with the dtype ${others.get(weight)}, which is not a number`;
    throw mismatch(path, message, 'remove "weight"', { key: 'weight', choices: [] });
  }
  if (used.length === 0) return;
  if (columns !== undefined && chosen !== null) {
    const place = chosen.indexOf(used[0]!);
    const label = columns[place] ?? fieldName(names, used[0]!);
    const numbers = names.filter((_, j) => !others.has(j) && !chosen.includes(j));
    const instead = numbers.length === 0 ? '' : `, or name a field of numbers: ${numbers.join(', ')}`;
    throw mismatch(
      path,
      sentence(array, used.slice(0, 1)),
      `remove ${JSON.stringify(label)} from "columns"${instead}`,
      {
        ...{ key: 'columns', leaveOut: label },
        ...(typeof label === 'string' ? { text: label } : {}),
      },
    );
  }
  const all = [...exclude, ...used.map((column) => fieldName(names, column))];
  throw mismatch(path, sentence(array, used), `set "exclude": ${JSON.stringify(all)}`, {
    key: 'exclude',
    members: { exclude: all },
  });
}

/** For a file that no spec describes. @throws FlowscopeError `data` if a column is not a number */
export function refuseAnyOther(array: Fields, columns: readonly number[] | null, path: string): void {
  const used = otherFields(array, columns);
  if (used.length === 0) return;
  const numbers = (array.names ?? []).filter((_, j) => array.others?.has(j) !== true);
  throw dataError(path, sentence(array, used), numbersAlone(numbers));
}

/** @param columns null: all */
function otherFields({ others }: Fields, columns: readonly number[] | null): readonly number[] {
  if (others === undefined) return [];
  return columns === null ? [...others.keys()] : columns.filter((column) => others.has(column));
}

function sentence({ names, others }: Fields, columns: readonly number[]): string {
  const [first] = columns;
  if (columns.length === 1 && first !== undefined) {
    return `has the field '${fieldName(names, first)}' with the dtype ${others?.get(first)}, which is not a number`;
  }
  const listed = columns.map((column) => `'${fieldName(names, column)}' (${others?.get(column)})`).join(', ');
  return `has fields that are not numbers: ${listed}`;
}
