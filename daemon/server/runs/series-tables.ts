/** Keeps the tables of the few runs that charts asked about last. */

import { createSeriesTable, type SeriesTable } from '../../runs/curves/series-table.ts';
import type { Run } from '../../runs/directory/run-directory.ts';

/** A table of 100 000 steps takes about 15 MB. */
const MOST = 6;

export interface SeriesTables {
  of(run: Run): SeriesTable;
  forget(runDir: string): void;
}

export function createSeriesTables(): SeriesTables {
  const tables = new Map<string, SeriesTable>();
  return {
    of({ directory, paths }) {
      const table = tables.get(directory) ?? createSeriesTable(paths.metrics);
      // Move the table to the end: the map is in order of last use.
      tables.delete(directory);
      tables.set(directory, table);
      if (tables.size > MOST) tables.delete(tables.keys().next().value!);
      return table;
    },
    forget: (runDir) => {
      tables.delete(runDir);
    },
  };
}
