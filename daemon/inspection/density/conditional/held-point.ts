/** The point that a conditional density is conditioned on. */

import type * as z from 'zod';
import type { splitName } from '../../../../protocol/common.ts';
import { valuesBetween } from '../../../data/stored/stored-rows.ts';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { suggest } from '../../../spec/text/suggest.ts';
import type { OpenData } from '../../opened/open-flow.ts';
import type { ColumnRange } from './column-ranges.ts';

export interface HeldValues {
  /** Values by column, data units. */
  readonly at: Readonly<Record<string, number>>;
  /** A row of the split that gives the others; null: their medians. */
  readonly row: number | null;
  readonly split: z.infer<typeof splitName>;
}

/**
 * Data units, [D].
 * @throws FlowscopeError `wrong-value` (exit 2) for a column or a row that does not exist
 */
export function heldPoint(
  { dataset }: Pick<OpenData, 'dataset'>,
  columns: readonly ColumnRange[],
  { at, row, split }: HeldValues,
): Float64Array {
  const point = Float64Array.from(columns, ({ median }) => median);
  if (row !== null) {
    const rows = dataset[split];
    if (row >= rows.count) {
      throw wrongValue(`there is no row ${row}: the ${split} split has the rows 0 … ${rows.count - 1}`);
    }
    point.set(valuesBetween(rows, row, row + 1));
  }
  const names = columns.map(({ name }) => name);
  for (const [name, value] of Object.entries(at)) point[columnIndex(names, name)] = value;
  return point;
}

/** @throws FlowscopeError `wrong-value` (exit 2) */
export function columnIndex(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  if (index >= 0) return index;
  const near = suggest(name, names);
  const shown = names.slice(0, 12).join(', ');
  throw wrongValue(
    `there is no column '${name}'${near === null ? '' : `; did you mean '${near}'?`}`,
    `The modeled columns are ${shown}${names.length > 12 ? ', …' : ''}.`,
  );
}

function wrongValue(message: string, hint?: string): FlowscopeError {
  return new FlowscopeError('wrong-value', message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
}
