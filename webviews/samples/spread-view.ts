import { html, nothing } from 'lit';
import { formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/cells/image-grid.ts';
import { deviationPixels, largestDeviation, pixelSpread } from './pixel-spread.ts';
import type { Samples } from './samples-data.ts';
import { strings } from './strings.ts';

/** Mean and deviation of each pixel over all samples, on demand. */
export function spreadView({ values, n, point }: Pick<Samples, 'values' | 'n' | 'point'>) {
  const [height = 1, width = 1, channels = 1] = point;
  if (n < 2) return nothing;
  const size = height * width * channels;
  const spread = pixelSpread(values, size, 0, n);
  const white = largestDeviation([spread]);
  const pixels = new Uint8ClampedArray(2 * size);
  pixels.set(spread.mean);
  pixels.set(deviationPixels(spread, white), size);
  return html`<details>
    <summary>${strings.spread}</summary>
    <fs-image-grid
      .images=${{ pixels, n: 2, height, width, channels }}
      .columns=${2}
      label=${strings.spreadImages}
    ></fs-image-grid>
    <div class="muted">${strings.spreadScale({ white: formatNumber(white, 3) })}</div>
  </details>`;
}
