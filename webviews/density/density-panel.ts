/** The density that the flow has learned, beside the true one where that is known, and what lies between them. */
import { css, html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { formatCount, formatNats, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import { pngBytes } from '../charts/picture.ts';
import { PlaneMap, type PlaneValues } from '../charts/plane-map.ts';
import type { Extent } from '../charts/scatter.ts';
import { CheckpointSlider } from '../components/checkpoint-slider.ts';
import { csvBytes } from '../components/csv.ts';
import { ExportMenu } from '../components/export-menu.ts';
import { failureText } from '../components/failure-text.ts';
import { FigureTile } from '../components/figure-tile.ts';
import { memo } from '../components/memo.ts';
import { npyBytes } from '../components/npy.ts';
import { PanelElement } from '../components/panel-element.ts';
import { PanelNotice } from '../components/panel-notice.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { Resource } from '../components/resource.ts';
import { RunBar } from '../components/run-bar.ts';
import { runNotice } from '../components/run-notice.ts';
import { type Densities, fetchDensity } from './density-data.ts';

customElements.define('fs-plane-map', PlaneMap);
customElements.define('fs-figure', FigureTile);
customElements.define('fs-notice', PanelNotice);
customElements.define('fs-run-bar', RunBar);
customElements.define('fs-checkpoint-slider', CheckpointSlider);
customElements.define('fs-export-menu', ExportMenu);

/** Of log densities: below this much under the highest nothing is told apart, nats. */
const DEPTH = 12;

export class DensityPanel extends PanelElement {
  static override properties = { ...PanelElement.properties, extent: { state: true } };
  static override styles = [
    panelStyles,
    css`
      .tiles {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 28px;
      }
      .maps {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: 16px 20px;
      }
      .map {
        max-width: 520px;
        min-width: 0;
      }
      .stale {
        opacity: 0.75;
      }
    `,
  ];
  /** null: around the training rows. */
  declare extent: Extent | null;
  readonly #densities = new Resource<Densities>(this);
  #asked = '';

  constructor() {
    super();
    this.extent = null;
  }

  protected override follow({ subject, connection }: PanelSnapshot): void {
    const [run] = subject.runs;
    if (run !== this.#asked) {
      this.#asked = run!;
      this.extent = null;
      this.#densities.forget();
    }
    if (connection !== 'connected' || this.run === null || run === undefined) return;
    const { checkpoints, best } = this.run;
    if (checkpoints.length === 0) return;
    const choice = subject.checkpoint;
    const at = choice === 'latest' ? checkpoints.at(-1)!.step : choice === 'best' ? `best ${best?.step}` : choice;
    const { extent } = this;
    this.#densities.load(
      `${run} ${at} ${extent?.join()}`,
      (signal) => fetchDensity(this.host, run, choice, extent, signal),
      typeof choice === 'number' ? null : `${run} ${choice} ${extent?.join()}`,
    );
  }

  override render() {
    const { snapshot, run } = this;
    const notice = runNotice(snapshot, this.host);
    const bar = snapshot === null ? nothing : this.#bar(snapshot);
    if (notice !== null || run === null) return html`${bar} ${notice}`;
    return html`${bar} <main>${this.#content()}</main>`;
  }

  #bar(snapshot: PanelSnapshot) {
    return html`<fs-run-bar
      .snapshot=${snapshot}
      @run=${(event: CustomEvent<string>) => this.host.show({ runs: [event.detail], checkpoint: 'latest' })}
    >
      <fs-checkpoint-slider
        .run=${this.run}
        .choice=${snapshot.subject.checkpoint}
        ?busy=${this.#densities.loading}
        @checkpoint=${(event: CustomEvent<CheckpointChoice>) =>
          this.host.show({ ...snapshot.subject, checkpoint: event.detail })}
      ></fs-checkpoint-slider>
    </fs-run-bar>`;
  }

  #content() {
    const { value, error, loading } = this.#densities;
    if (error !== null) {
      return html`<fs-notice
        heading="There is no density to draw"
        text=${failureText(error)}
        action="Try Again"
        @act=${() => this.#densities.retry()}
      ></fs-notice>`;
    }
    if (this.run!.checkpoints.length === 0) {
      return html`<fs-notice
        heading="No checkpoint yet"
        text="The density is drawn from the first checkpoint of the training on."
        ?busy=${this.run!.status === 'running'}
      ></fs-notice>`;
    }
    if (value === null) return html`<fs-notice heading="Drawing the density…" busy></fs-notice>`;
    return html`<div class=${loading ? 'stale' : ''}>${this.#maps(value)}</div>`;
  }

  /** What is drawn of the densities: themselves or their logarithms, and the ends of the colours. */
  readonly #planes = memo((found: Densities, isLog: boolean) => {
    const { learned, truth, extent, width, height } = found;
    const plane = (values: Float64Array): PlaneValues => ({ values, width, height, extent });
    const drawn = (logs: Float64Array) => plane(isLog ? logs : logs.map(Math.exp));
    const top = Math.max(most(learned), truth === null ? Number.NEGATIVE_INFINITY : most(truth));
    const difference = truth === null ? null : learned.map((log, i) => differenceOf(log, truth[i]!, isLog));
    const widest = difference === null ? 1 : Math.min(isLog ? 4 : Infinity, mostAbsolute(difference)) || 1;
    return {
      learned: drawn(learned),
      truth: truth && drawn(truth),
      difference: difference && plane(difference),
      limits: isLog ? ([top - DEPTH, top] as const) : ([0, Math.exp(top)] as const),
      ends: [-widest, widest] as const,
    };
  });

  #maps(found: Densities) {
    const isLog = this.kept('log', false);
    const { columns } = found;
    const { learned, truth, difference, limits, ends } = this.#planes(found, isLog);
    const unit = isLog ? 'nats' : '';
    const map = (
      title: string,
      plane: PlaneValues,
      kind: 'sequential' | 'diverging',
      between: readonly [number, number],
    ) =>
      html`<div class="map">
        <h2>${title}</h2>
        <fs-plane-map
          .plane=${plane}
          .limits=${between}
          .columns=${columns}
          map=${kind}
          unit=${unit}
          label=${title}
          @extent=${(event: CustomEvent<Extent | null>) => {
            this.extent = event.detail;
          }}
        ></fs-plane-map>
      </div>`;
    return html`<section>
      <div class="row spread">
        ${this.#figures(found)}
        <div class="row">
          <vscode-checkbox
            label="log scale"
            .checked=${isLog}
            @change=${(event: Event) => {
              this.keep('log', (event.target as HTMLInputElement).checked);
              this.requestUpdate();
            }}
          ></vscode-checkbox>
          ${
            this.extent === null
              ? nothing
              : html`<vscode-toolbar-button
                  icon="zoom-out"
                  label="Show all"
                  title="Show all"
                  @click=${() => {
                    this.extent = null;
                  }}
                  >All</vscode-toolbar-button
                >`
          }
          <fs-export-menu
            what="the density"
            .kinds=${['PNG', 'CSV', 'npy']}
            @export=${(event: CustomEvent<string>) => void this.#export(event.detail, found)}
          ></fs-export-menu>
        </div>
      </div>
      <div class="maps">
        ${map(isLog ? 'Learned log q(x)' : 'Learned q(x)', learned, 'sequential', limits)}
        ${truth === null ? nothing : map(isLog ? 'True log p(x)' : 'True p(x)', truth, 'sequential', limits)}
        ${
          difference === null
            ? nothing
            : map(isLog ? 'log q(x) − log p(x)' : 'q(x) − p(x)', difference, 'diverging', ends)
        }
      </div>
    </section>`;
  }

  #figures({ integral, divergence, checkpoint, width, height }: Densities) {
    return html`<div class="tiles">
      <fs-figure
        name="∫ q over it"
        value=${formatNumber(integral ?? Number.NaN, 5)}
        detail="step ${formatCount(checkpoint)}"
        definition=${`The sum of q(x) over ${width} × ${height} cells times their area.\n1 where all of the probability lies in the picture: the flow is a density.`}
      ></fs-figure>
      ${
        divergence === null
          ? nothing
          : html`<fs-figure
              name="KL(p‖q)"
              value=${formatNats(divergence)}
              unit="nats"
              definition=${'∫ p(x) (log p(x) − log q(x)) dx over the picture, by the midpoint rule:\nhow many nats of NLL are left to the exact floor.'}
            ></fs-figure>`
      }
    </div>`;
  }

  async #export(
    kind: string,
    { learned, truth, width, height, extent, checkpoint, columns }: Densities,
  ): Promise<void> {
    const name = `${this.run!.id}-step-${checkpoint}-density`;
    if (kind === 'npy') this.host.save(`${name}.npy`, npyBytes(new Float64Array(learned), [height, width]));
    else if (kind === 'CSV') {
      const [left, right, bottom, top] = extent;
      const rows = Array.from(learned, (log, i) => [
        left + (((i % width) + 0.5) * (right - left)) / width,
        bottom + ((Math.floor(i / width) + 0.5) * (top - bottom)) / height,
        log,
        truth === null ? null : truth[i]!,
      ]);
      this.host.save(`${name}.csv`, csvBytes([columns[0] ?? 'x', columns[1] ?? 'y', 'log q', 'log p'], rows));
    } else {
      const canvas = this.renderRoot.querySelector<PlaneMap>('fs-plane-map')?.canvas;
      if (canvas) this.host.save(`${name}.png`, await pngBytes(canvas));
    }
  }
}

/** Where both are nowhere near the data, log densities differ by what nobody sees. */
function differenceOf(learned: number, truth: number, isLog: boolean): number {
  if (!isLog) return Math.exp(learned) - Math.exp(truth);
  return Number.isFinite(truth) && Number.isFinite(learned) ? learned - truth : Number.NaN;
}

function most(values: Float64Array): number {
  let found = Number.NEGATIVE_INFINITY;
  for (const value of values) if (Number.isFinite(value) && value > found) found = value;
  return found;
}

function mostAbsolute(values: Float64Array): number {
  let found = 0;
  for (const value of values) if (Number.isFinite(value) && Math.abs(value) > found) found = Math.abs(value);
  return found;
}
