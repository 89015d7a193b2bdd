import { html } from 'lit';
import { formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/cells/image-grid.ts';
import type { Images } from '../charts/cells/image-grid.ts';
import '../charts/plane/traversal-paths.ts';
import { markedPoints, type PlaneWay } from '../charts/plane/traversal-paths.ts';
import { coordinateTable, pointsAt } from './coordinate-table.ts';
import type { Between, PlaneRows } from './latent-data.ts';
import { imagesOf, sizeOf } from './points.ts';
import { strings } from './strings.ts';

/** null: the data are not images. */
export function betweenImages({ positions, point, values }: Between): Images | null {
  return point.length === 3 ? imagesOf(values, positions.length, point) : null;
}

/** Points of the interpolation between two rows. */
export function betweenPoints(
  between: Between,
  images: Images | null,
  ways: readonly PlaneWay[],
  { rows, columns }: PlaneRows,
) {
  if (images !== null) {
    return html`<fs-image-grid
      .images=${images}
      .columns=${between.positions.length}
      label=${strings.interpolation}
    ></fs-image-grid>`;
  }
  if (ways.length === 0) return pointTable(between);
  return html`<fs-traversal-paths
      .ways=${ways}
      .points=${rows}
      .columns=${columns}
      label=${strings.interpolationPaths}
    ></fs-traversal-paths>`;
}

/** Paths of a 2-D flow; empty for others. */
export function betweenWays({ positions, point, values }: Between, label: string): readonly PlaneWay[] {
  if (sizeOf(point) !== 2 || point.length !== 1) return [];
  return [{ label, values, names: positions.map((position) => formatNumber(position, 2)) }];
}

function pointTable({ positions, point, values }: Between) {
  const size = sizeOf(point);
  const places = markedPoints(positions.length);
  return coordinateTable({
    label: strings.interpolationPoints,
    heads: places.map((place) => formatNumber(positions[place]!, 2)),
    size,
    groups: [{ title: '', values: pointsAt(values, size, places) }],
  });
}
