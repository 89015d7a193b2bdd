/** A two-second preview of the spec in the editor: density and samples over the data, as the flow learns. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { formatEstimate, formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import type { PreviewPicture, PreviewSnapshot } from '../../protocol/panel/preview-messages.ts';
import '../charts/plane/plane-map.ts';
import type { Extent } from '../charts/plane/plane-navigation.ts';
import type { PlaneValues } from '../charts/plane/plane-values.ts';
import '../charts/plane/scatter.ts';
import type { PointSet } from '../charts/plane/scatter.ts';
import { button } from '../components/controls.ts';
import { figures } from '../components/figures.ts';
import { leftOutLine } from '../components/left-out.ts';
import '../components/panel-notice.ts';
import { savePictures } from '../charts/base/picture.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { strings as shared } from '../components/strings.ts';
import type { PreviewHost } from './preview-host.ts';
import { strings } from './strings.ts';

/** Longest training time, seconds. */
const SECONDS = 2;

/** Texts of the ways in which a preview ends. */
const DONE = { time: 'after', converged: 'converged', steps: 'afterAll', stopped: 'stopped' } as const;

export class PreviewPanel extends LitElement {
  static override properties = { snapshot: { state: true }, extent: { state: true } };
  static override styles = [
    panelStyles,
    css`
      .pictures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
        gap: 16px 20px;
      }
      .pictures > div {
        max-width: 560px;
        min-width: 0;
      }
      .edited .pictures {
        opacity: 0.55;
      }
      .bar {
        height: 2px;
        background: var(--vscode-progressBar-background, var(--vscode-charts-blue));
        transform-origin: left;
      }
      .failure {
        padding: 8px 12px;
        border: 1px solid var(--vscode-inputValidation-errorBorder);
        background: var(--vscode-inputValidation-errorBackground);
        overflow-wrap: anywhere;
      }
    `,
  ];
  /** Set before the element is connected. */
  declare host: PreviewHost;
  declare snapshot: PreviewSnapshot | null;
  /** Visible extent of the scatter plot; null: around the data. */
  declare extent: Extent | null;
  #plane: PlaneValues | null = null;
  #limits: readonly [number, number] = [0, 1];
  #sets: readonly PointSet[] = [];

  constructor() {
    super();
    this.snapshot = null;
    this.extent = null;
    savePictures(
      this,
      () => {
        const name = `${this.snapshot!.name}-preview-step-${this.snapshot!.picture!.step}`;
        return { prefix: name, source: name };
      },
      (name, bytes) => this.host.save(name, bytes),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.listen((snapshot) => {
      if (snapshot.spec !== this.snapshot?.spec) this.extent = null;
      this.snapshot = snapshot;
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('snapshot');
    const picture = this.snapshot?.picture ?? null;
    if (picture === null || picture === before?.picture) return;
    const { width, height, values } = picture.density;
    const density = Float64Array.from(new Float32Array(values), Math.exp);
    this.#plane = { values: density, width, height, extent: picture.extent };
    this.#limits = [0, density.reduce((a, b) => Math.max(a, b), 0) || 1];
    const samples = { values: new Float32Array(picture.samples), color: 0, name: strings.sample };
    this.#sets =
      picture.rows === null
        ? [samples]
        : [{ values: new Float32Array(picture.rows), color: 1, name: strings.data, halo: true }, samples];
  }

  override render() {
    const { snapshot } = this;
    if (snapshot === null) return html`<fs-notice heading=${shared.loading} busy></fs-notice>`;
    const { status, picture } = snapshot;
    if (picture === null) {
      return status.kind === 'failed'
        ? html`<fs-notice
            heading=${strings.failed({ name: snapshot.name })}
            text=${status.message}
            quoted
            action=${shared.tryAgain}
            @act=${() => this.host.again()}
          ></fs-notice>`
        : html`<fs-notice heading=${strings.trainingSpec({ name: snapshot.name, seconds: SECONDS })} busy></fs-notice>`;
    }
    return html`<main class=${status.kind === 'edited' || status.kind === 'failed' ? 'edited' : ''}>
      <div class="row spread">
        <h2 role="status">${strings.heading({ name: snapshot.name, state: this.#state(snapshot, picture) })}</h2>
        ${this.#tools(status)}
      </div>
      ${status.kind === 'failed' ? html`<div class="failure" role="alert" translate="no">${status.message}</div>` : nothing}
      ${pictureFigures(picture, snapshot.floor)} ${this.#pictures(picture)}
    </main>`;
  }

  #state({ status }: PreviewSnapshot, { step }: PreviewPicture): string {
    const steps = strings.steps({ count: step });
    switch (status.kind) {
      case 'starting':
        return strings.starting;
      case 'training':
        return strings.training({ steps });
      case 'done':
        return strings[DONE[status.reason]]({ steps });
      case 'edited':
        return strings.edited;
      case 'failed':
        return strings.failedAfter({ steps });
    }
  }

  #tools(status: PreviewSnapshot['status']) {
    const isKept = (status.kind === 'starting' || status.kind === 'training') && status.keeps;
    // At the last step of the spec, its schedule has come to its end.
    const canKeep = status.kind === 'done' && status.reason !== 'steps';
    return html`<div class="row">
      ${isKept ? button('debug-stop', strings.stop, () => this.host.stop(), strings.stop) : nothing}
      ${canKeep ? button('debug-continue', strings.keepTrainingHelp, () => this.host.keep(), strings.keepTraining) : nothing}
      ${this.extent === null ? nothing : button('zoom-out', shared.showAll, () => this.#show(null), shared.showAll)}
      ${button('refresh', strings.trainAgain, () => this.host.again())}
    </div>`;
  }

  #pictures({ columns }: PreviewPicture) {
    const plane = this.#plane!;
    const extent = this.extent ?? plane.extent;
    const shown = (event: CustomEvent<Extent | null>) => this.#show(event.detail);
    return html`<div class="pictures">
      <div>
        <h2>${strings.density}</h2>
        <fs-plane-map
          .plane=${plane}
          .limits=${this.#limits}
          .columns=${columns}
          map="sequential"
          scale=${strings.densityScale}
          label=${strings.densityChart}
        ></fs-plane-map>
      </div>
      <div>
        <h2 class="legend">
          <span><span class="dot"></span>${strings.samples}</span><span><span class="dot data"></span>${strings.data}</span>
        </h2>
        <fs-scatter
          .sets=${this.#sets}
          .extent=${extent}
          .columns=${columns}
          label=${strings.scatter}
          @extent=${shown}
        ></fs-scatter>
      </div>
    </div>`;
  }

  #show(extent: Extent | null): void {
    this.extent = extent;
  }
}

function pictureFigures({ loss, validation, elapsed, warm, unit }: PreviewPicture, floor: number | null) {
  return html`${figures([
    loss === null
      ? null
      : {
          name: shared.trainingLoss,
          value: formatNats(loss),
          unit,
          definition: strings.trainingLossDefinition,
        },
    validation?.nll == null
      ? null
      : {
          name: shared.validationNll,
          value: formatEstimate(validation.nll, validation.se),
          unit,
          definition: strings.validationNllDefinition,
        },
    floor === null
      ? null
      : {
          name: shared.exactFloor,
          value: formatNats(floor),
          unit,
          definition: strings.exactFloorDefinition,
        },
    {
      name: strings.time,
      value: formatNumber(elapsed, 2),
      unit: 's',
      definition: strings.timeDefinition({ seconds: SECONDS }),
    },
    {
      name: strings.warmStart,
      value: `${Math.round(100 * warm)} %`,
      definition: strings.warmStartDefinition,
    },
  ])}
  ${validation?.n === undefined ? nothing : leftOutLine(validation.notFinite, validation.n, { summary: shared.theValidationNll })}`;
}
