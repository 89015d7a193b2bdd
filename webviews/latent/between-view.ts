import { html } from 'lit';
import { formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import '../charts/image-grid.ts';
import type { Images } from '../charts/image-grid.ts';
import type { Between } from './latent-data.ts';
import { imagesOf, MOST_COORDINATES, sizeOf } from './points.ts';

/** null: the data are no images. */
export function betweenImages({ positions, point, values }: Between): Images | null {
  return point.length === 3 ? imagesOf(values, positions.length, point) : null;
}

/** The way between two rows, from one to the other. */
export function betweenPoints({ positions, point, values }: Between, images: Images | null) {
  if (images !== null) {
    return html`<fs-image-grid
      .images=${images}
      .columns=${positions.length}
      label="Images between two held-out rows"
    ></fs-image-grid>`;
  }
  const size = sizeOf(point);
  const shown = Array.from({ length: Math.min(size, MOST_COORDINATES) }, (_, d) => d);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Points between the two rows">
    <table>
      <thead>
        <tr>
          <th class="end">place</th>
          ${shown.map((d) => html`<th class="end">x${d}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${positions.map(
          (position, row) => html`<tr>
            <td class="end">${formatNumber(position, 2)}</td>
            ${shown.map((d) => html`<td class="end">${formatNumber(values[row * size + d]!, 3)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
