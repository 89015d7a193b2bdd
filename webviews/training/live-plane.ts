/** Samples of a model of the plane as it learns, and its density if it has one, beside its curves. */
import { css, html, LitElement, nothing } from 'lit';
import { formatCount } from '../../daemon/format/numbers.ts';
import { isFigureOf } from '../../protocol/figures/define-figure.ts';
import { densityFigure } from '../../protocol/figures/density.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import '../charts/plane/plane-map.ts';
import type { Extent } from '../charts/plane/plane-navigation.ts';
import '../charts/plane/scatter.ts';
import { answered } from '../components/base/answered.ts';
import { Resource } from '../components/base/resource.ts';
import { button } from '../components/controls.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { strings as shared } from '../components/strings.ts';
import { fetchPlane, type PlanePictures, weightsToDraw } from './live-plane-data.ts';
import { strings } from './strings.ts';

/** Milliseconds between two requests for a run that trains. */
const PACE = 1000;

export class LivePlane extends LitElement {
  static override properties = {
    host: { attribute: false },
    run: { attribute: false },
    choice: { attribute: false },
    online: { type: Boolean },
    extent: { state: true },
  };
  declare host: PanelHost;
  declare run: RunInfo;
  declare choice: CheckpointChoice;
  /** The daemon answers. */
  declare online: boolean;
  /** null: all. */
  declare extent: Extent | null;
  readonly #pictures = new Resource<PlanePictures>(this);
  #asked = { runDir: '', weights: '', at: Number.NEGATIVE_INFINITY };
  #timer = 0;
  #wasOnline = true;
  readonly #onVisibility = () => this.requestUpdate();

  static override styles = [
    panelStyles,
    css`
      :host {
        min-height: 0;
        gap: 6px;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
        gap: 12px 20px;
        align-items: start;
      }
      .pictures > div {
        max-width: 420px;
        min-width: 0;
      }
      h3 {
        margin-bottom: 4px;
      }
      .answer {
        gap: 6px;
      }
    `,
  ];

  constructor() {
    super();
    this.choice = 'latest';
    this.online = false;
    this.extent = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisibility);
    super.disconnectedCallback();
  }

  /** Draws each snapshot and checkpoint, at most one in a second, while somebody sees it. */
  protected override willUpdate(): void {
    // What failed may have failed because its daemon was ending.
    if (this.online && !this.#wasOnline) this.#pictures.forgetFailure();
    this.#wasOnline = this.online;
    clearTimeout(this.#timer);
    const { run, host } = this;
    const { runDir } = run;
    if (runDir !== this.#asked.runDir) {
      this.#asked = { runDir, weights: '', at: Number.NEGATIVE_INFINITY };
      this.extent = null;
      this.#pictures.forget();
    }
    if (document.hidden || !this.online) {
      this.#pictures.cancel();
      return;
    }
    const { checkpoint, step } = weightsToDraw(run, this.choice);
    const weights = `${checkpoint} ${step}`;
    const { extent } = this;
    const hasDensity = isFigureOf(densityFigure, run);
    const isLive = run.status === 'running';
    const wait = this.#asked.at + PACE - performance.now();
    if (isLive && weights !== this.#asked.weights && wait > 0) {
      this.#timer = window.setTimeout(() => this.requestUpdate(), wait);
      return;
    }
    if (weights !== this.#asked.weights) this.#asked = { runDir, weights, at: performance.now() };
    this.#pictures.load(
      `${runDir} ${weights} ${extent}`,
      (signal) => fetchPlane(host, runDir, checkpoint, { asked: extent, hasDensity }, signal),
      isLive ? `${runDir} ${extent}` : null,
    );
  }

  override render() {
    return answered(this.#pictures, { waiting: strings.drawing, failed: strings.drawingFailed }, (pictures) =>
      this.#drawn(pictures),
    );
  }

  #drawn({ step, columns, density, limits, sets, extent }: PlanePictures) {
    const moved = (event: CustomEvent<Extent | null>) => this.#show(event.detail);
    const place = shared.step({ step: formatCount(step) });
    return html`
      <div class="row spread">
        <h2>${strings.learnedAt({ place })}</h2>
        ${this.extent === null ? nothing : button('zoom-out', shared.showAll, () => this.#show(null), shared.showAll)}
      </div>
      <div class="pictures">
        ${
          density &&
          html`<div>
            <h3>${strings.density}</h3>
            <fs-plane-map
              .plane=${density}
              .limits=${limits}
              .columns=${columns}
              map="sequential"
              scale=${strings.densityScale}
              label=${strings.density}
              @extent=${moved}
            ></fs-plane-map>
          </div>`
        }
        <div>
          <h3 class="legend">
            <span><span class="dot"></span>${strings.samples}</span
            ><span><span class="dot data"></span>${strings.heldOutRows}</span>
          </h3>
          <fs-scatter
            .sets=${sets}
            .extent=${this.extent ?? extent}
            .columns=${columns}
            label=${strings.samplesOverRows}
            @extent=${moved}
          ></fs-scatter>
        </div>
      </div>
    `;
  }

  #show(extent: Extent | null): void {
    this.extent = extent;
  }
}

customElements.define('fs-live-plane', LivePlane);
