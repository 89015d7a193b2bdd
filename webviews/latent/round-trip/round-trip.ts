/** What comes back of held-out rows that are encoded and decoded: exact, blurred or approximate, by the model. */
import { css, html, LitElement, nothing } from 'lit';
import type { PanelHost } from '../../bridge/panel-host.ts';
import '../../charts/cells/image-grid.ts';
import '../../charts/plane/scatter.ts';
import { answered } from '../../components/base/answered.ts';
import type { Subject } from '../../components/base/checkpoint-panel.ts';
import { Resource } from '../../components/base/resource.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { imagesOf, kindOf, sizeOf } from '../points.ts';
import { strings } from '../strings.ts';
import { type FoundRoundTrip, fetchRoundTrip } from './round-trip-data.ts';
import { roundTripFigures } from './round-trip-figures.ts';

/** Images in a line. */
const BESIDE = 8;

export class RoundTrip extends LitElement {
  static override properties = {
    host: { attribute: false },
    subject: { attribute: false },
    point: { attribute: false },
  };
  declare host: PanelHost;
  declare subject: Subject | null;
  /** Shape of one point. */
  declare point: readonly number[];
  readonly #found = new Resource<FoundRoundTrip | null>(this);

  static override styles = [
    panelStyles,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      .picture {
        max-width: 420px;
      }
      .pairs {
        max-width: 560px;
      }
    `,
  ];

  constructor() {
    super();
    this.subject = null;
    this.point = [];
  }

  protected override willUpdate(): void {
    const { subject, host, point } = this;
    if (subject === null || point.length === 0) return;
    const { run, checkpoint, key, following } = subject;
    const fetch = (signal: AbortSignal) => fetchRoundTrip({ host, run, checkpoint, signal }, point);
    this.#found.load(key, fetch, following);
  }

  override render() {
    return html`<section>
      <h2>${strings.roundTrip}</h2>
      ${answered(this.#found, { waiting: strings.decoding, failed: strings.decodingFailed }, (found) => this.#view(found))}
    </section>`;
  }

  #view(found: FoundRoundTrip) {
    const { rows, decoded, columns } = found;
    const kind = kindOf(this.point);
    return html`${roundTripFigures(found)}
      ${kind === 'images' ? this.#images(rows, decoded) : kind === 'plane' ? this.#plane(rows, decoded, columns) : nothing}`;
  }

  /** Lines of images, and below each line what came back. */
  #images(rows: ArrayLike<number>, decoded: ArrayLike<number>) {
    const size = sizeOf(this.point);
    const n = rows.length / size;
    const lines = Math.ceil(n / BESIDE);
    const pixels = new Uint8Array(2 * lines * BESIDE * size);
    for (let line = 0; line < lines; line++) {
      const [from, to] = [line * BESIDE * size, Math.min((line + 1) * BESIDE, n) * size];
      for (let i = from; i < to; i++) {
        pixels[from + i] = rows[i]!;
        pixels[from + i + BESIDE * size] = decoded[i]!;
      }
    }
    return html`<div class="pairs">
      <fs-image-grid
        .images=${imagesOf(pixels, 2 * lines * BESIDE, this.point)}
        .columns=${BESIDE}
        fills
        label=${strings.pairs}
      ></fs-image-grid>
      <div class="muted">${strings.pairs}</div>
    </div>`;
  }

  #plane(rows: ArrayLike<number>, decoded: ArrayLike<number>, columns: readonly string[]) {
    const sets = [
      { values: rows, color: 1, name: strings.roundTripRows, halo: true },
      { values: decoded, color: 0, name: strings.cameBack },
    ];
    return html`<div class="picture">
      <h3 class="legend">
        <span><span class="dot"></span>${strings.cameBack}</span
        ><span><span class="dot data"></span>${strings.roundTripRows}</span>
      </h3>
      <fs-scatter .sets=${sets} .extent=${null} .columns=${columns} label=${strings.roundTripChart}></fs-scatter>
    </div>`;
  }
}

customElements.define('fs-round-trip', RoundTrip);
