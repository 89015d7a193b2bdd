/** The interpolation between two rows: a path in the plane, a row of images, or a curve for each column. */
import { html, nothing } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import '../../charts/cells/image-grid.ts';
import type { Images } from '../../charts/cells/image-grid.ts';
import '../../charts/lines/column-curves.ts';
import { type ColumnCurve, columnCurves, columnScales } from '../../charts/lines/column-values.ts';
import '../../charts/paths/traversal-paths.ts';
import type { PlaneWay } from '../../charts/paths/traversal-paths.ts';
import type { ShownRows } from '../latent-data.ts';
import { imagesOf, kindOf, sizeOf } from '../points.ts';
import { strings } from '../strings.ts';
import type { Between } from './traversal-data.ts';
import { namedColumns, type PlaneRows } from './traversal-view.ts';

/** null: the data are not images. */
export function betweenImages({ positions, point, values }: Between): Images | null {
  return kindOf(point) === 'images' ? imagesOf(values, positions.length, point) : null;
}

/** Paths of a 2-D flow; empty for others. */
export function betweenWays({ positions, point, values }: Between, label: string): readonly PlaneWay[] {
  if (kindOf(point) !== 'plane') return [];
  return [{ label, values, names: positions.map((position) => formatNumber(position, 2)) }];
}

export function betweenCurves({ point, values }: Between, { rows, result }: ShownRows): readonly ColumnCurve[] {
  const width = sizeOf(point);
  const names = namedColumns(result, width);
  const turns = names.map(({ turn }) => turn);
  return columnCurves(values, names, columnScales(rows, width, turns));
}

/** @param enlarge called when the user chooses an image */
export function betweenRow({ positions }: Between, images: Images, enlarge: (column: number) => void) {
  return html`<fs-image-grid
    .images=${images}
    .columns=${positions.length}
    fills
    choosable
    label=${strings.interpolation}
    @image=${(event: CustomEvent<number>) => enlarge(event.detail)}
  ></fs-image-grid>`;
}

/** @param choose called when the user chooses a row @param hint what the next choice is */
export function betweenPath(
  ways: readonly PlaneWay[],
  { rows, colors, columns }: PlaneRows,
  choose: ((row: number) => void) | null,
  hint: string,
) {
  return html`<fs-traversal-paths
      .ways=${ways}
      .points=${rows}
      .colors=${colors}
      ?choosable=${choose !== null}
      .columns=${columns}
      label=${strings.interpolationPaths}
      @row=${(event: CustomEvent<number>) => choose?.(event.detail)}
    ></fs-traversal-paths>
    ${choose === null ? nothing : html`<div class="muted">${hint}</div>`}`;
}

/** Which context the points have; nothing without context. */
export function contextNote({ contextMode, contextRow }: Between) {
  if (contextMode === 'blended') return html`<div class="muted">${strings.contextBlended}</div>`;
  if (contextMode === undefined || contextRow == null) return nothing;
  return html`<div class="muted">${strings.contextFixed({ row: contextRow })}</div>`;
}

export function betweenChart({ positions }: Between, curves: readonly ColumnCurve[]) {
  return html`<fs-column-curves
    .curves=${curves}
    .x=${positions}
    xTitle=${strings.position}
    yTitle=${strings.deviations}
    label=${strings.interpolation}
  ></fs-column-curves>`;
}
