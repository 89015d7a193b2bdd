/** Sliders that move the latent of an image along single dimensions, and the image that comes of it. */
import { css, html, nothing } from 'lit';
import { formatNats, formatNumber } from '../../../daemon/format/numbers.ts';
import '../../charts/cells/image-grid.ts';
import { button, slider } from '../../components/controls.ts';
import { strings as shared } from '../../components/strings.ts';
import type { FollowedPoint } from '../followed-point.ts';
import type { Latents, Probe } from '../latent-data.ts';
import { imagesOf } from '../points.ts';
import { strings } from '../strings.ts';

/** Dimensions that have a slider. */
const MOST = 6;
/** How far it goes in both directions. */
const REACH = 4;

export const sliderStyles = css`
  .moving {
    display: grid;
    grid-template-columns: minmax(0, 168px) minmax(0, max-content);
    gap: 8px 20px;
    align-items: start;
  }
  .sliders {
    display: flex;
    flex-direction: column;
    gap: 2px;
  }
  .sliders .number {
    min-width: 8ch;
  }
  .sliders input {
    min-width: 0;
    width: 110px;
  }
  @media (max-width: 400px) {
    .moving {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;

/** @param dimensions with most influence first */
export function latentSliders(point: FollowedPoint, { point: shape }: Latents, dimensions: readonly number[]) {
  const { home, z } = point;
  const probe = point.probe.value;
  if (home === null || home.row === null || z === null || probe === null || dimensions.length === 0) return nothing;
  const { row } = home;
  const offset = (d: number) => z[d]! - (home.z[d] ?? Number.NaN);
  return html`<div class="row">
      <h3>${strings.moveLatent({ row })}</h3>
      ${point.isMoved ? button('discard', strings.backToRow, () => point.reset(), strings.backToRow) : nothing}
    </div>
    <div class="moving">
      <div>
        <fs-image-grid
          .images=${imageOf(probe, shape)}
          .columns=${1}
          fills
          label=${strings.movedImage({ row })}
        ></fs-image-grid>
        <div class="number">${shared.densityOfImage({ logq: formatNats(probe.logq) })}</div>
      </div>
      <div class="sliders">
        ${dimensions.slice(0, MOST).map((d) =>
          slider(
            {
              label: `z${d}`,
              value: offset(d),
              set: (value) => point.moveCoordinates('z', [[d, (home.z[d] ?? 0) + value]]),
            },
            { min: -REACH, max: REACH, step: 0.05 },
            formatNumber(z[d]!, 3),
          ),
        )}
      </div>
    </div>`;
}

function imageOf({ x }: Probe, shape: readonly number[]) {
  return imagesOf(
    x.map((value) => value ?? 0),
    1,
    shape,
  );
}
