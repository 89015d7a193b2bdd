/** Traversals of the latent space: paths in the plane, a row of images, or a curve for each column. */
import { css, html, nothing } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { circleOf } from '../../../daemon/statistics/circle.ts';
import '../../charts/cells/image-grid.ts';
import type { Images } from '../../charts/cells/image-grid.ts';
import '../../charts/lines/column-curves.ts';
import '../../charts/lines/column-panels.ts';
import { type ColumnCurve, columnCurves, columnScales, type NamedColumn } from '../../charts/lines/column-values.ts';
import { type PlaceColors, placeColors } from '../../charts/paths/place-colors.ts';
import '../../charts/paths/traversal-paths.ts';
import type { PlaneWay } from '../../charts/paths/traversal-paths.ts';
import { choice } from '../../components/controls.ts';
import { givenImageStyles, givenImages } from '../../components/given-images.ts';
import type { ShownRows } from '../latent-data.ts';
import { imagesOf, kindOf, sizeOf } from '../points.ts';
import { strings } from '../strings.ts';
import type { Direction, Traversal } from './traversal-data.ts';

export const traversalStyles = css`
  ${givenImageStyles}
  .images {
    display: grid;
    grid-template-columns: minmax(0, max-content) minmax(0, 1fr);
    gap: 4px 14px;
    align-items: center;
  }
  .images .steps {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    text-align: center;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 600px) {
    .images {
      grid-template-columns: minmax(0, 1fr);
    }
    .images .corner {
      display: none;
    }
    .images .minor {
      visibility: hidden;
    }
  }
  .curves {
    display: grid;
    gap: 14px 24px;
    grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr));
  }
  .curves > div {
    min-width: 0;
  }
`;

/** A row of images for each direction; empty if the data are not images. */
export function traversalImages({ directions, sigmas, values, point }: Traversal): readonly Images[] {
  if (kindOf(point) !== 'images') return [];
  const size = sizeOf(point) * sigmas.length;
  return directions.map((_, row) => imagesOf(values.subarray(row * size, (row + 1) * size), sigmas.length, point));
}

/** Traversals of a 2-D flow as paths; empty for others. */
export function traversalWays({ directions, sigmas, values, point }: Traversal): readonly PlaneWay[] {
  if (kindOf(point) !== 'plane') return [];
  const size = 2 * sigmas.length;
  return directions.map((direction, row) => ({
    label: direction.label,
    detail: detailOf(direction),
    names: sigmas.map(stepName),
    values: values.subarray(row * size, (row + 1) * size),
  }));
}

/** A curve for each column of a table, for each direction. The rows give the units of the axis. */
export function traversalCurves(
  { directions, sigmas, values, point }: Traversal,
  { rows, result }: ShownRows,
): readonly (readonly ColumnCurve[])[] {
  const width = sizeOf(point);
  const names = namedColumns(result, width);
  const scales = columnScales(
    rows,
    width,
    names.map(({ turn }) => turn),
  );
  const start = Math.max(0, sigmas.indexOf(0));
  const size = sigmas.length * width;
  return directions.map((_, row) => columnCurves(values.subarray(row * size, (row + 1) * size), names, scales, start));
}

/** Columns with the names of their categories, and the turns of angles. */
export function namedColumns(
  { columns, categories = [], turns = [] }: ShownRows['result'],
  width: number,
): readonly Required<NamedColumn>[] {
  return columnNames(columns, width).map((name, d) => ({
    name,
    turn: circleOf(turns[d] ?? null),
    categories: categories.find(({ column }) => column === name)?.values ?? null,
  }));
}

export function columnNames(columns: readonly string[] | undefined, width: number): readonly string[] {
  return Array.from({ length: width }, (_, d) => columns?.[d] ?? `x${d}`);
}

/** Held-out rows in the plane of the data. */
export interface PlaneRows {
  /** [n, 2]; empty until they have loaded. */
  readonly rows: ArrayLike<number>;
  /** By where the rows are. */
  readonly colors: PlaceColors | null;
  /** Names of x and y. */
  readonly columns: readonly string[];
}

export function planeRows(latents: ShownRows | null): PlaneRows {
  if (latents === null) return { rows: [], colors: null, columns: ['x', 'y'] };
  const { rows, result } = latents;
  return { rows, colors: placeColors(rows), columns: result.columns ?? ['x', 'y'] };
}

export function stepName(sigma: number): string {
  return `${formatNumber(sigma, 2)}σ`;
}

function detailOf({ kind, weight, sigma }: Direction): string {
  return strings[`weight.${kind}`]({
    sigma: formatNumber(sigma ?? Number.NaN),
    weight: formatNumber(weight ?? Number.NaN),
  });
}

/** @param enlarge called when the user chooses an image */
export function imageRows(
  { directions, sigmas, given }: Traversal,
  images: readonly Images[],
  enlarge: (row: number, column: number) => void,
) {
  return html`${givenImages(given)}
  <div class="images traversal">
    <span class="corner"></span>
    <div class="steps muted" aria-hidden="true">${sigmas.map(
      // Between narrow images there is room for the ends and the middle.
      (sigma, i) => html`<span class=${i % ((sigmas.length - 1) / 2) === 0 ? '' : 'minor'}>${stepName(sigma)}</span>`,
    )}</div>
    ${directions.map(
      (direction, row) => html`<span title=${detailOf(direction)}>${direction.label}${levelView(direction)}</span>
        <fs-image-grid
          .images=${images[row]!}
          .columns=${sigmas.length}
          fills
          choosable
          label=${strings.traversalAlong({ direction: direction.label })}
          @image=${(event: CustomEvent<number>) => enlarge(row, event.detail)}
        ></fs-image-grid>`,
    )}
  </div>`;
}

function levelView({ level }: Direction) {
  return level === undefined ? nothing : html`<br /><span class="muted">${strings.inLevel({ level })}</span>`;
}

/** What an image of a traversal shows. */
export function imageCaption({ directions, sigmas }: Traversal, row: number, column: number): string {
  return strings.imageOfTraversal({ direction: directions[row]!.label, sigma: stepName(sigmas[column]!) });
}

/** @param choose called when the user chooses a row to start from; null: rows have no latents */
export function planePaths(
  ways: readonly PlaneWay[],
  { rows, colors, columns }: PlaneRows,
  choose: ((row: number) => void) | null,
) {
  return html`<fs-traversal-paths
      class="ways"
      .ways=${ways}
      .points=${rows}
      .colors=${colors}
      ?choosable=${choose !== null}
      .columns=${columns}
      label=${strings.traversalPaths}
      @row=${(event: CustomEvent<number>) => choose?.(event.detail)}
    ></fs-traversal-paths>
    ${choose === null ? nothing : html`<div class="muted">${strings.clickToStart}</div>`}`;
}

/** @param along label of the direction whose columns are shown apart; of another answer: the first one @param choose called with its label */
export function curveRows(
  { directions, sigmas }: Traversal,
  curves: readonly (readonly ColumnCurve[])[],
  along: string,
  choose: (along: string) => void,
) {
  const shown = Math.max(
    0,
    directions.findIndex(({ label }) => label === along),
  );
  const direction = directions[shown]!;
  const start = sigmas.indexOf(0);
  return html`<div class="row">
      ${choice(
        { label: strings.alongDirection, value: direction.label, set: choose },
        directions.map(({ label }) => [label, label] as const),
      )}
      <span class="muted">${detailOf(direction)}</span>
    </div>
    <h3>${strings.columnsAlong({ direction: direction.label })}</h3>
    <fs-column-panels
      .curves=${curves[shown]!}
      .x=${sigmas}
      .start=${start < 0 ? null : start}
      xTitle="σ"
      label=${strings.traversalAlong({ direction: direction.label })}
    ></fs-column-panels>
    ${directions.length < 2 ? nothing : overview({ directions, sigmas }, curves)}`;
}

/** All columns of each direction in one chart. */
function overview(
  { directions, sigmas }: Pick<Traversal, 'directions' | 'sigmas'>,
  curves: readonly (readonly ColumnCurve[])[],
) {
  return html`<h3>${strings.allDirections}</h3>
  <div class="curves">
    ${directions.map(
      (direction, row) => html`<div>
        <h3 title=${detailOf(direction)}>${direction.label} <span class="muted">${detailOf(direction)}</span></h3>
        <fs-column-curves
          .curves=${curves[row]!}
          .x=${sigmas}
          xTitle="σ"
          yTitle=${strings.deviations}
          label=${strings.traversalAlong({ direction: direction.label })}
        ></fs-column-curves>
      </div>`,
    )}
  </div>`;
}
