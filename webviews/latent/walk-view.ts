/** Walks through the latent space: a row of images or of points for each direction. */
import { html, nothing } from 'lit';
import { formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import { writeTable } from '../../daemon/data/formats/write-csv.ts';
import '../charts/image-grid.ts';
import type { Images } from '../charts/image-grid.ts';
import '../charts/walk-paths.ts';
import { markedPoints, type PlaneWay } from '../charts/walk-paths.ts';
import type { Direction, Walk } from './latent-data.ts';
import { imagesOf, MOST_COORDINATES, sizeOf } from './points.ts';

const WEIGHTS: Readonly<Record<Direction['kind'], string>> = {
  dimension: 'influence',
  principal: 'share of the variance',
  class: 'distance of the means',
};

/** A row of images for each direction; empty for data that are none. */
export function walkImages({ directions, sigmas, values, point }: Walk): readonly Images[] {
  if (point.length !== 3) return [];
  const size = sizeOf(point) * sigmas.length;
  return directions.map((_, row) => imagesOf(values.subarray(row * size, (row + 1) * size), sigmas.length, point));
}

/** @param rows [n, 2] held-out rows of a flow of the plane; empty if there are none, or not yet */
export function walkRows(walk: Walk, images: readonly Images[], ways: readonly PlaneWay[], rows: ArrayLike<number>) {
  if (images.length > 0) return imageRows(walk, images);
  if (ways.length === 0) return pointTable(walk);
  return html`<fs-walk-paths
      class="ways"
      .ways=${ways}
      .points=${rows}
      label="Walks through the plane of the data, one line for each direction; the table has the points"
    ></fs-walk-paths>`;
}

/** The walks of a flow of the plane; empty for others. */
export function walkWays({ directions, sigmas, values, point }: Walk): readonly PlaneWay[] {
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
  return `σ ${formatNumber(sigma ?? Number.NaN)}, ${WEIGHTS[kind]} ${formatNumber(weight ?? Number.NaN)}`;
}

function described(direction: Direction) {
  return html`<span title=${detailOf(direction)}>${direction.label}</span>`;
}

function imageRows({ directions, sigmas }: Walk, images: readonly Images[]) {
  return html`<div class="walk">
    ${directions.map(
      (direction, row) => html`${described(direction)}
        <fs-image-grid
          .images=${images[row]!}
          .columns=${sigmas.length}
          label="Walk along ${direction.label}"
        ></fs-image-grid>`,
    )}
  </div>`;
}

function pointTable({ directions, sigmas, values, point }: Walk) {
  const size = sizeOf(point);
  const shown = Math.min(size, MOST_COORDINATES);
  const columns = markedPoints(sigmas.length);
  const text = (row: number, column: number) => {
    const at = (row * sigmas.length + column) * size;
    return Array.from(values.subarray(at, at + shown), (value) => formatNumber(value, 3)).join(', ');
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Points of the walks">
    <table>
      <thead>
        <tr>
          <th>direction</th>
          <th class="end">σ</th>
          <th class="end">weight</th>
          ${columns.map((column) => html`<th class="end">${formatNumber(sigmas[column]!, 2)}σ</th>`)}
        </tr>
      </thead>
      <tbody>
        ${directions.map(
          (direction, row) => html`<tr>
            <th scope="row">${described(direction)}</th>
            <td class="end">${formatNumber(direction.sigma ?? Number.NaN, 3)}</td>
            <td class="end" title=${WEIGHTS[direction.kind]}>${formatNumber(direction.weight ?? Number.NaN, 3)}</td>
            ${columns.map((column) => html`<td class="end">${text(row, column)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
    ${size > shown ? html`<div class="muted">The first ${shown} of ${size} coordinates.</div>` : nothing}
  </div>`;
}

/** The points as CSV: one row for each direction and step. */
export function walkTable({ directions, sigmas, values, point }: Walk): string {
  const size = sizeOf(point);
  const rows = directions.flatMap(({ kind, label }, row) =>
    sigmas.map((sigma, column) => {
      const at = (row * sigmas.length + column) * size;
      return [kind, label, sigma, ...values.subarray(at, at + size)];
    }),
  );
  return writeTable(['kind', 'direction', 'sigma', ...Array.from({ length: size }, (_, d) => `x${d}`)], rows);
}
