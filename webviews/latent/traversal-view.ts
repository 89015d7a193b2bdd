/** Traversals of the latent space: a row of images or of points for each direction. */
import { html } from 'lit';
import { writeTable } from '../../daemon/encoding/write-csv.ts';
import { formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/cells/image-grid.ts';
import type { Images } from '../charts/cells/image-grid.ts';
import '../charts/plane/traversal-paths.ts';
import { markedPoints, type PlaneWay } from '../charts/plane/traversal-paths.ts';
import { coordinateTable, pointsAt } from './coordinate-table.ts';
import type { Direction, PlaneRows, Traversal } from './latent-data.ts';
import { imagesOf, sizeOf } from './points.ts';
import { strings } from './strings.ts';

/** A row of images for each direction; empty if the data are not images. */
export function traversalImages({ directions, sigmas, values, point }: Traversal): readonly Images[] {
  if (point.length !== 3) return [];
  const size = sizeOf(point) * sigmas.length;
  return directions.map((_, row) => imagesOf(values.subarray(row * size, (row + 1) * size), sigmas.length, point));
}

export function traversalRows(
  traversal: Traversal,
  images: readonly Images[],
  ways: readonly PlaneWay[],
  { rows, columns }: PlaneRows,
) {
  if (images.length > 0) return imageRows(traversal, images);
  if (ways.length === 0) return pointTable(traversal);
  return html`<fs-traversal-paths
      class="ways"
      .ways=${ways}
      .points=${rows}
      .columns=${columns}
      label=${strings.traversalPaths}
    ></fs-traversal-paths>`;
}

/** Traversals of a 2-D flow as paths; empty for others. */
export function traversalWays({ directions, sigmas, values, point }: Traversal): readonly PlaneWay[] {
  if (sizeOf(point) !== 2 || point.length !== 1) return [];
  const size = 2 * sigmas.length;
  const names = sigmas.map((sigma) => `${formatNumber(sigma, 2)}σ`);
  return directions.map((direction, row) => ({
    label: direction.label,
    detail: detailOf(direction),
    names,
    values: values.subarray(row * size, (row + 1) * size),
  }));
}

function detailOf({ kind, weight, sigma }: Direction): string {
  return strings[`weight.${kind}`]({
    sigma: formatNumber(sigma ?? Number.NaN),
    weight: formatNumber(weight ?? Number.NaN),
  });
}

function described(direction: Direction) {
  return html`<span title=${detailOf(direction)}>${direction.label}</span>`;
}

function imageRows({ directions, sigmas }: Traversal, images: readonly Images[]) {
  return html`<div class="traversal">
    ${directions.map(
      (direction, row) => html`${described(direction)}
        <fs-image-grid
          .images=${images[row]!}
          .columns=${sigmas.length}
          label=${strings.traversalAlong({ direction: direction.label })}
        ></fs-image-grid>`,
    )}
  </div>`;
}

function pointTable({ directions, sigmas, values, point }: Traversal) {
  const size = sizeOf(point);
  const places = markedPoints(sigmas.length);
  return coordinateTable({
    label: strings.traversalPoints,
    heads: places.map((place) => `${formatNumber(sigmas[place]!, 2)}σ`),
    size,
    groups: directions.map((direction, row) => ({
      title: strings.directionWithDetail({ direction: direction.label, detail: detailOf(direction) }),
      values: pointsAt(values.subarray(row * sigmas.length * size), size, places),
    })),
  });
}

/** The points as CSV: one row for each direction and step. */
export function traversalTable({ directions, sigmas, values, point }: Traversal): string {
  const size = sizeOf(point);
  const rows = directions.flatMap(({ kind, label }, row) =>
    sigmas.map((sigma, column) => {
      const at = (row * sigmas.length + column) * size;
      return [kind, label, sigma, ...values.subarray(at, at + size)];
    }),
  );
  return writeTable(['kind', 'direction', 'sigma', ...Array.from({ length: size }, (_, d) => `x${d}`)], rows);
}
