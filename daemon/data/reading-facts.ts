/** What is said about the columns of a table or an array besides their names: what they go through, and what is a condition. */
import type { DataReading } from '../../protocol/data-reading.ts';
import type { Standardize } from './columns/column-keys.ts';
import { columnSteps } from './columns/step-text.ts';
import { columnsOf } from './context-layout.ts';
import type { Dataset } from './definition.ts';
import { gridOf } from './grid.ts';
import { categoryNames } from './modelled-categories.ts';

export function readingFacts(
  dataset: Dataset,
  standardize: Standardize,
): Pick<DataReading, 'categories' | 'context' | 'noise' | 'steps'> {
  const steps = columnSteps(dataset, standardize);
  const noise = noiseOf(dataset);
  return {
    ...categoryNames(dataset),
    ...contextFacts(dataset),
    ...(noise.length === 0 ? {} : { noise }),
    ...(steps.length === 0 ? {} : { steps }),
  };
}

/** The columns of the context; `{}` without any. */
export function contextFacts({ contextEncoding = [] }: Pick<Dataset, 'contextEncoding'>): Pick<DataReading, 'context'> {
  const columns = columnsOf(contextEncoding);
  if (columns.length === 0) return {};
  return {
    context: columns.map(({ column, ...entry }) =>
      entry.kind === 'category' ? { column, kind: entry.kind, values: entry.values } : { column, kind: entry.kind },
    ),
  };
}

/** Columns with equal noise, in the order of the first of them. Each modelled category has noise anyway. */
function noiseOf({ columns, dequantizedColumns, grids, categories = [] }: Dataset): NonNullable<DataReading['noise']> {
  const numbered = new Set(categories.map(({ column }) => column));
  const noisy = dequantizedColumns.filter((column) => !numbered.has(column));
  return [...Map.groupBy(noisy, (column) => gridOf(grids, column).step)].map(([step, own]) => ({
    columns: own.map((column) => columns[column]!),
    step,
  }));
}

/** Of the beginning of a file: a value that is in no cell there may be in one of the others. */
export function partReading({ unmatchedValues: _, ...reading }: DataReading): DataReading {
  return { ...reading, partial: true };
}
