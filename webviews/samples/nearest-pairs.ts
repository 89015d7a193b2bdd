import { html } from 'lit';
import { formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/cells/image-grid.ts';
import type { NearestRows } from './samples-data.ts';
import { strings } from './strings.ts';

/** Sampled images beside their nearest training images. A memorized image has a distance near 0. */
export function nearestPairs({ point, samples, rows, indices, distances }: NearestRows) {
  const [height = 1, width = 1, channels = 1] = point;
  const size = height * width * channels;
  return html`<section>
    <h2>${strings.nearestPairs}</h2>
    <div class="pairs">
      ${Array.from(distances, (distance, i) => {
        const pixels = new Uint8Array(2 * size);
        pixels.set(samples.subarray(i * size, (i + 1) * size));
        pixels.set(rows.subarray(i * size, (i + 1) * size), size);
        return html`<figure>
          <fs-image-grid
            .images=${{ pixels, n: 2, height, width, channels }}
            .columns=${2}
            label=${strings.nearestPair({ sample: i + 1, row: indices[i]! })}
          ></fs-image-grid>
          <figcaption class="muted number">${strings.distance({ distance: formatNumber(distance, 3) })}</figcaption>
        </figure>`;
      })}
    </div>
  </section>`;
}
