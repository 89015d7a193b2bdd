/** Traversals as files. */
import { writeTable } from '../../../daemon/encoding/write-csv.ts';
import { writeNpy } from '../../../daemon/encoding/write-npy.ts';
import { pngBytes, svgText } from '../../charts/base/picture.ts';
import { readTheme } from '../../charts/base/theme.ts';
import type { ImageGrid } from '../../charts/cells/image-grid.ts';
import type { ColumnPanels } from '../../charts/lines/column-panels.ts';
import type { TraversalPaths } from '../../charts/paths/traversal-paths.ts';
import { type PointKind, sizeOf } from '../points.ts';
import { strings } from '../strings.ts';
import type { Traversal } from './traversal-data.ts';
import { traversalPicture } from './traversal-picture.ts';
import { columnNames, stepName } from './traversal-view.ts';

/** Files of the traversals. */
export const EXPORTS: Readonly<Record<PointKind, readonly string[]>> = {
  plane: ['SVG', 'npy', 'CSV'],
  images: ['PNG', 'npy', 'CSV'],
  table: ['SVG', 'npy', 'CSV'],
};

interface ExportOptions {
  /** Where the traversals are drawn. */
  readonly panel: ParentNode;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly run: string;
  /** Names of the columns of the data; absent: not known. */
  readonly columns: readonly string[] | undefined;
}

export async function exportTraversal(
  kind: string,
  traversal: Traversal,
  { panel, name, run, columns }: ExportOptions,
  save: (name: string, content: string | Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  const { directions, sigmas, values, point, given } = traversal;
  const theme = readTheme(document.body);
  if (kind === 'CSV') save(`${name}.csv`, traversalTable(traversal, columns));
  else if (kind === 'SVG') {
    const chart = panel.querySelector<TraversalPaths | ColumnPanels>('fs-traversal-paths, fs-column-panels')!;
    save(`${name}.svg`, svgText(chart.picture!, theme.background));
  } else if (kind === 'PNG') {
    const grids = [...panel.querySelectorAll<ImageGrid>('.traversal fs-image-grid')];
    const shown = [...panel.querySelectorAll<ImageGrid>('.traversals .given fs-image-grid')];
    const parts = {
      source: run,
      title: strings.traversals({ sigma: sigmas.at(-1)! }),
      rows: directions.map(({ label }, row) => ({ label, canvas: grids[row]!.canvas! })),
      columns: sigmas.map(stepName),
      given: given.map((image, i) => ({ label: strings.givenRow(image), canvas: shown[i]!.canvas! })),
    };
    save(`${name}.png`, await pngBytes(traversalPicture(parts, theme)));
  } else save(`${name}.npy`, writeNpy(values, [directions.length, sigmas.length, ...point]));
}

/** The points as CSV: one row for each direction and step. */
function traversalTable({ directions, sigmas, values, point }: Traversal, columns?: readonly string[]): string {
  const size = sizeOf(point);
  const rows = directions.flatMap(({ kind, label }, row) =>
    sigmas.map((sigma, column) => {
      const at = (row * sigmas.length + column) * size;
      return [kind, label, sigma, ...values.subarray(at, at + size)];
    }),
  );
  return writeTable(['kind', 'direction', 'sigma', ...columnNames(columns, size)], rows);
}
