/** What each level of the latent encodes: images beside their reconstructions, and the same images with one level resampled. */
import { css, html, LitElement, nothing } from 'lit';
import { formatError, formatNumber } from '../../../daemon/format/numbers.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import '../../charts/cells/image-grid.ts';
import type { Images } from '../../charts/cells/image-grid.ts';
import { answered } from '../../components/base/answered.ts';
import type { Subject } from '../../components/base/checkpoint-panel.ts';
import { Resource } from '../../components/base/resource.ts';
import '../../components/enlarged-image.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { strings } from '../strings.ts';
import { fetchLevels, type ImageLevels, type LevelImages, SAMPLES } from './levels-data.ts';

interface Enlarged {
  readonly images: Images;
  readonly caption: string;
  readonly index: number;
}

export class Levels extends LitElement {
  static override properties = {
    host: { attribute: false },
    subject: { attribute: false },
    row: { attribute: false },
    enlarged: { state: true },
  };
  declare host: PanelHost;
  declare subject: Subject | null;
  /** The first row that is shown, 0-based. */
  declare row: number;
  /** null: none. */
  declare enlarged: Enlarged | null;
  readonly #levels = new Resource<ImageLevels>(this);

  static override styles = [
    panelStyles,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      .levels {
        display: flex;
        flex-wrap: wrap;
        gap: 12px 20px;
      }
      .levels > div {
        min-width: 0;
      }
      /* As wide as its columns, so that all images have one size. */
      .pair {
        flex: 2 1 144px;
        max-width: 260px;
      }
      .draws {
        flex: 3 1 216px;
        max-width: 390px;
      }
      h3 {
        margin: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.subject = null;
    this.row = 0;
    this.enlarged = null;
  }

  protected override willUpdate(): void {
    const { subject, row, host } = this;
    if (subject === null) return;
    const { run, checkpoint, key } = subject;
    this.#levels.load(
      `${key} ${row}`,
      (signal) => fetchLevels({ host, run, checkpoint, signal }, row),
      subject.following && `${subject.following} ${row}`,
    );
  }

  override render() {
    return html`<section>
      <h2>${(this.#levels.value?.levels.length ?? 2) > 1 ? strings.levels : strings.reconstructionsHeading}</h2>
      ${answered(this.#levels, { waiting: strings.drawingLevels, failed: strings.levelsFailed }, (found) =>
        this.#found(found),
      )}
      ${this.#enlargedView()}
    </section>`;
  }

  #found({ pairs, levels, roundTripError, row }: ImageLevels) {
    const last = levels.length - 1;
    return html`<div class="levels">
        <div class="pair">
          <h3>${strings.reconstructions}</h3>
          ${this.#grid(pairs, 2, strings.rowsAndReconstructions({ row }))}
          <div class="muted">${strings.reconstructionError({ error: formatError(roundTripError ?? Number.NaN) })}</div>
        </div>
        ${
          // The only part of a flow without splits is the whole latent.
          levels.length < 2 ? nothing : levels.map((level, i) => this.#level(level, i === last))
        }
      </div>
      ${levels.length < 2 ? nothing : html`<div class="muted">${strings.levelsHelp}</div>`}`;
  }

  #level({ layer, shape, change, images }: LevelImages, isLast: boolean) {
    const name = isLast ? strings.lastLevel : strings.levelOfLayer({ layer: layer ?? '' });
    return html`<div class="draws">
      <h3>${name} <span class="muted number">${shape.join(' × ')}</span></h3>
      ${this.#grid(images, SAMPLES, name)}
      <div class="muted">${strings.levelChange({ change: formatNumber(change ?? Number.NaN, 3) })}</div>
    </div>`;
  }

  #grid(images: Images, columns: number, label: string) {
    return html`<fs-image-grid
      .images=${images}
      .columns=${columns}
      fills
      choosable
      label=${label}
      @image=${({ detail }: CustomEvent<number>) => {
        this.enlarged = { images, caption: label, index: detail };
      }}
    ></fs-image-grid>`;
  }

  #enlargedView() {
    const { enlarged } = this;
    if (enlarged === null) return nothing;
    return html`<fs-enlarged-image
      .images=${enlarged.images}
      .index=${enlarged.index}
      caption=${enlarged.caption}
      .logq=${null}
      @image=${({ detail }: CustomEvent<number>) => {
        this.enlarged = { ...enlarged, index: detail };
      }}
      @close=${() => {
        this.enlarged = null;
      }}
    ></fs-enlarged-image>`;
  }
}

customElements.define('fs-levels', Levels);
