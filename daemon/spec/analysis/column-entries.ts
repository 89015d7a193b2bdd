/** The columns that lists of a spec name: by a name or number, or by an object with further keys. */
import type { ColumnLabel } from '../../data/doubts/define-doubt.ts';
import { isArrayPlace, type Place, type SpecNode, toValue } from '../text/node.ts';

/** The column that an entry of `columns` or `context` names. */
export function labelIn(entry: SpecNode): ColumnLabel {
  const label = entryLabel(toValue(entry));
  return isLabel(label) ? label : '';
}

/** What an entry names, if it is a label. */
export function entryLabel(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  if ('name' in entry) return entry.name;
  return 'column' in entry ? entry.column : null;
}

export function isLabel(value: unknown): value is ColumnLabel {
  return typeof value === 'string' || typeof value === 'number';
}

/** The names or numbers in a list. */
export function listIn(list: Place | null): readonly ColumnLabel[] {
  if (list === null || !isArrayPlace(list)) return [];
  return list.node.items.map(toValue).filter(isLabel);
}
