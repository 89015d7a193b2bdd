import type { DoubtDefinition, TableDoubt } from './define-doubt.ts';
import { droppedRows } from './reading/dropped-rows.ts';
import { header } from './reading/header.ts';
import { rowIndexDoubt } from './reading/row-index.ts';
import { textInNumbers } from './reading/text-in-numbers.ts';
import type { ValueTable } from './value-table.ts';
import { duplicatedRows } from './values/duplicated-rows.ts';
import { grid } from './values/grid.ts';
import { outlier } from './values/outlier.ts';

/** In the order in which they are reported. */
export const doubtDefinitions: readonly DoubtDefinition[] = [
  textInNumbers,
  header,
  rowIndexDoubt,
  outlier,
  grid,
  duplicatedRows,
  droppedRows,
];

/** What looks wrong in the numbers of a table. */
export function valueDoubts(table: ValueTable): readonly TableDoubt[] {
  return doubtDefinitions.flatMap((definition) => definition.detect(table));
}
