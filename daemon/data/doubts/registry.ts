import type { DoubtDefinition, TableDoubt } from './define-doubt.ts';
import { codesDoubt } from './reading/codes.ts';
import { droppedRows } from './reading/dropped-rows.ts';
import { header } from './reading/header.ts';
import { rowIndexDoubt } from './reading/row-index.ts';
import { textInNumbers } from './reading/text-in-numbers.ts';
import { topLineDoubt } from './reading/top-line.ts';
import type { ValueTable } from './value-table.ts';
import { angle } from './values/angle.ts';
import { boundedColumn } from './values/bounded-column.ts';
import { code } from './values/code.ts';
import { cycle } from './values/cycle.ts';
import { dependentColumns } from './values/dependent-columns.ts';
import { doubleLogarithm } from './values/double-logarithm.ts';
import { doubtfulLabels } from './values/doubtful-labels.ts';
import { duplicatedRows } from './values/duplicated-rows.ts';
import { fewRows } from './values/few-rows.ts';
import { grid } from './values/grid.ts';
import { heavyTails } from './values/heavy-tails.ts';
import { latitude } from './values/latitude.ts';
import { logDensity } from './values/log-density.ts';
import { manyLabels } from './values/many-labels.ts';
import { nearConstant } from './values/near-constant.ts';
import { noise } from './values/noise.ts';
import { openAngle } from './values/open-angle.ts';
import { outlier } from './values/outlier.ts';
import { period } from './values/period.ts';
import { repeatedValue } from './values/repeated-value.ts';
import { totalRow } from './values/total-row.ts';
import { weightColumn } from './values/weight-column.ts';

/** In the order in which they are reported. */
export const doubtDefinitions: readonly DoubtDefinition[] = [
  textInNumbers,
  topLineDoubt,
  header,
  rowIndexDoubt,
  codesDoubt,
  weightColumn,
  logDensity,
  totalRow,
  outlier,
  nearConstant,
  repeatedValue,
  dependentColumns,
  code,
  grid,
  noise,
  boundedColumn,
  latitude,
  angle,
  period,
  openAngle,
  cycle,
  heavyTails,
  doubleLogarithm,
  duplicatedRows,
  manyLabels,
  doubtfulLabels,
  fewRows,
  droppedRows,
];

/** What looks wrong in the numbers of a table. */
export function valueDoubts(table: ValueTable): readonly TableDoubt[] {
  return doubtDefinitions.flatMap((definition) => definition.detect(table));
}
