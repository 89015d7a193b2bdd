/** Shows how the layers warp the plane, from the data to the latents. */
import { html } from 'lit';
import type { PanelHost } from '../../bridge/panel-host.ts';
import type { Subject } from '../../components/base/checkpoint-panel.ts';
import type { Latents } from '../latent-data.ts';
import { strings } from '../strings.ts';
import './flow-plane.ts';

/** @param latents null: not known yet */
export function planeSection(
  host: PanelHost,
  subject: Subject | null,
  latents: Latents | null,
  { row, follow }: { readonly row: number; readonly follow: (row: number) => void },
) {
  return html`<section>
    <h2>${strings.plane}</h2>
    ${
      latents === null
        ? html`<fs-notice heading=${strings.encoding} busy></fs-notice>`
        : html`<fs-flow-plane
            .host=${host}
            .subject=${subject}
            .latents=${latents}
            .row=${row}
            @follow=${(event: CustomEvent<number>) => follow(event.detail)}
          ></fs-flow-plane>`
    }
  </section>`;
}
