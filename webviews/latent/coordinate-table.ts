/** A table of points: one row per coordinate, one column per position. */
import { html, nothing } from 'lit';
import { formatNumber } from '../../daemon/format/numbers.ts';
import { strings } from './strings.ts';

/** Coordinates shown at most; exports have all. */
const MOST = 64;

export interface PointRow {
  /** Empty: no title. */
  readonly title: string;
  /** [places, coordinates] */
  readonly values: ArrayLike<number>;
}

export interface CoordinateTable {
  /** For screen readers. */
  readonly label: string;
  /** Titles of the columns. */
  readonly heads: readonly string[];
  /** Number of coordinates of a point. */
  readonly size: number;
  readonly groups: readonly PointRow[];
}

export function coordinateTable({ label, heads, size, groups }: CoordinateTable) {
  const shown = Array.from({ length: Math.min(size, MOST) }, (_, d) => d);
  const rows = ({ title, values }: PointRow) => html`<tbody>
    ${title === '' ? nothing : html`<tr><th scope="rowgroup" colspan=${heads.length + 1}>${title}</th></tr>`}
    ${shown.map(
      (d) => html`<tr>
        <th scope="row">x${d}</th>
        ${heads.map((_, place) => html`<td class="end">${formatNumber(values[place * size + d]!, 3)}</td>`)}
      </tr>`,
    )}
  </tbody>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
      <table>
        <thead>
          <tr>
            <td></td>
            ${heads.map((head) => html`<th scope="col" class="end">${head}</th>`)}
          </tr>
        </thead>
        ${groups.map(rows)}
      </table>
    </div>
    ${size > MOST ? html`<div class="muted">${strings.coordinatesShown({ shown: MOST, size })}</div>` : nothing}`;
}

/** Selects points. @param values [all places, coordinates] @returns [places, coordinates] */
export function pointsAt(values: ArrayLike<number>, size: number, places: readonly number[]): number[] {
  return places.flatMap((place) => Array.from({ length: size }, (_, d) => values[place * size + d]!));
}
