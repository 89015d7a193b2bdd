/** The condition images that a figure was given, side by side. */
import { css, html, nothing } from 'lit';
import type { ArrayValues } from '../../protocol/array-values.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import '../charts/cells/image-grid.ts';
import type { Images } from '../charts/cells/image-grid.ts';
import { strings } from './strings.ts';

export interface GivenImage {
  readonly name: string;
  readonly images: Images;
}

export const givenImageStyles = css`
  .given {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
  }
  .given figure {
    margin: 0;
    width: 120px;
    max-width: 100%;
  }
`;

type Conditions = readonly { readonly name: string; readonly pixels: ArrayReference }[];

/** @param conditions of a figure's result; absent: none */
export function fetchGivenImages(
  host: Pick<PanelHost, 'fetchArray'>,
  conditions: Conditions | undefined,
  signal: AbortSignal,
): Promise<readonly GivenImage[]> {
  return Promise.all(
    (conditions ?? []).map(async ({ name, pixels }) => ({
      name,
      images: one(await host.fetchArray(pixels, signal), pixels.shape),
    })),
  );
}

function one(pixels: ArrayValues, [height = 1, width = 1, channels = 1]: readonly number[]): Images {
  return { pixels, n: 1, height, width, channels };
}

/** Nothing without condition images. */
export function givenImages(given: readonly GivenImage[]) {
  if (given.length === 0) return nothing;
  return html`<div>
    <h3>${strings.givenImages}</h3>
    <div class="given">
      ${given.map(
        ({ name, images }) => html`<figure>
          <figcaption class="muted" translate="no">${name}</figcaption>
          <fs-image-grid .images=${images} .columns=${1} label=${strings.givenImage({ name })}></fs-image-grid>
        </figure>`,
      )}
    </div>
  </div>`;
}
