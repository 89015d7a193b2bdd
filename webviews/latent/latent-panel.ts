/** The latent space: walks through it, ways between two points, and how well the latents of data meet the base. */
import { css, html, nothing } from 'lit';
import { formatCount, formatEstimate, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import { ImageGrid, type Images } from '../charts/image-grid.ts';
import { PlaneGrid } from '../charts/plane-grid.ts';
import { QuantilePlot } from '../charts/quantile-plot.ts';
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
import { selectStyles } from '../components/select-styles.ts';
import {
  type Between,
  type Direction,
  fetchBetween,
  fetchLatents,
  fetchWalk,
  type Latents,
  type Walk,
  type WalkChoices,
} from './latent-data.ts';

customElements.define('fs-image-grid', ImageGrid);
customElements.define('fs-plane-grid', PlaneGrid);
customElements.define('fs-quantile-plot', QuantilePlot);
customElements.define('fs-figure', FigureTile);
customElements.define('fs-notice', PanelNotice);
customElements.define('fs-run-bar', RunBar);
customElements.define('fs-checkpoint-slider', CheckpointSlider);
customElements.define('fs-export-menu', ExportMenu);

/** Coordinates of a point that are written out. */
const MOST_COORDINATES = 12;

const WEIGHTS: Readonly<Record<Direction['kind'], string>> = {
  dimension: 'influence',
  principal: 'share of the variance',
  class: 'distance of the means',
};

export class LatentPanel extends PanelElement {
  static override properties = { ...PanelElement.properties, stage: { state: true } };
  static override styles = [
    panelStyles,
    selectStyles,
    css`
      input[type='number'] {
        width: 84px;
      }
            .tiles {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 28px;
      }
      .scroll {
        overflow: auto;
        max-height: 420px;
      }
      .walk {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 4px 14px;
        align-items: center;
      }
      .plots {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: 16px 24px;
      }
      .plot {
        max-width: 380px;
      }
      .stale {
        opacity: 0.75;
      }
    `,
  ];
  /** Where the plane is on its way through the layers. */
  declare stage: number;
  readonly #walk = new Resource<Walk>(this);
  readonly #between = new Resource<Between>(this);
  readonly #latents = new Resource<Latents>(this);
  #asked = '';
  #isImage: boolean | null = null;

  constructor() {
    super();
    this.stage = 0;
  }

  protected override follow({ subject, connection }: PanelSnapshot): void {
    const [run] = subject.runs;
    if (run !== this.#asked) {
      this.#asked = run!;
      this.#isImage = null;
      this.stage = 0;
      for (const resource of [this.#walk, this.#between, this.#latents]) resource.forget();
    }
    if (connection !== 'connected' || this.run === null || run === undefined) return;
    const { checkpoints, best } = this.run;
    if (checkpoints.length === 0) return;
    const checkpoint = subject.checkpoint;
    const at =
      checkpoint === 'latest' ? checkpoints.at(-1)!.step : checkpoint === 'best' ? `best ${best?.step}` : checkpoint;
    const question = (signal: AbortSignal) => ({ host: this.host, run, checkpoint, isImage: this.#isImage, signal });
    const choices = this.#choices;
    const walk = async (signal: AbortSignal) => {
      const found = await fetchWalk(question(signal), choices);
      this.#isImage = found.point.length === 3;
      return found;
    };
    const following = typeof checkpoint === 'number' ? null : `${run} ${checkpoint}`;
    this.#walk.load(
      `${run} ${at} ${JSON.stringify(choices)}`,
      walk,
      following && `${following} ${JSON.stringify(choices)}`,
    );
    // The walk tells whether there are pixels.
    if (this.#walk.value === null) return;
    this.#latents.load(`${run} ${at}`, (signal) => fetchLatents(question(signal)), following);
    const between = { from: this.kept('from', 0), to: this.kept('to', 1), method: this.#method };
    this.#between.load(
      `${run} ${at} ${JSON.stringify(between)}`,
      (signal) => fetchBetween(question(signal), between),
      following && `${following} ${JSON.stringify(between)}`,
    );
  }

  get #choices(): WalkChoices {
    const kind = this.kept('kind', 'all');
    const start = this.kept('start', -1);
    return {
      kind: kind === 'dimension' || kind === 'principal' || kind === 'class' ? kind : 'all',
      rows: this.kept('rows', 6),
      sigma: this.kept('sigma', 3),
      start: start < 0 ? 'centre' : start,
    };
  }

  get #method(): 'spherical' | 'linear' {
    return this.kept('method', 'spherical') === 'linear' ? 'linear' : 'spherical';
  }

  #set(key: string, value: string | number): void {
    this.keep(key, value);
    this.requestUpdate();
  }

  override render() {
    const { snapshot, run } = this;
    const notice = runNotice(snapshot, this.host);
    const bar = snapshot === null ? nothing : this.#bar(snapshot);
    if (notice !== null || run === null) return html`${bar} ${notice}`;
    if (run.checkpoints.length === 0) {
      return html`${bar}
        <fs-notice
          heading="No checkpoint yet"
          text="The latent space can be walked from the first checkpoint of the training on."
          ?busy=${run.status === 'running'}
        ></fs-notice>`;
    }
    return html`${bar} <main>${this.#walkView()} ${this.#planeView()} ${this.#betweenView()} ${this.#baseView()}</main>`;
  }

  #bar(snapshot: PanelSnapshot) {
    return html`<fs-run-bar
      .snapshot=${snapshot}
      @run=${(event: CustomEvent<string>) => this.host.show({ runs: [event.detail], checkpoint: 'latest' })}
    >
      <fs-checkpoint-slider
        .run=${this.run}
        .choice=${snapshot.subject.checkpoint}
        ?busy=${this.#walk.loading}
        @checkpoint=${(event: CustomEvent<CheckpointChoice>) =>
          this.host.show({ ...snapshot.subject, checkpoint: event.detail })}
      ></fs-checkpoint-slider>
    </fs-run-bar>`;
  }

  #number(key: string, label: string, value: number, min: number, title = '') {
    return html`<label title=${title}
      >${label}
      <input
        type="number"
        min=${min}
        .value=${String(value)}
        @change=${(event: Event) => {
          const next = Number((event.target as HTMLInputElement).value);
          if (Number.isInteger(next) && next >= min) this.#set(key, next);
        }}
    /></label>`;
  }

  #select(key: string, label: string, value: string, options: readonly (readonly [string, string])[]) {
    return html`<label
      >${label}
      <select @change=${(event: Event) => this.#set(key, (event.target as HTMLSelectElement).value)}>
        ${options.map(([name, text]) => html`<option value=${name} ?selected=${name === value}>${text}</option>`)}
      </select></label
    >`;
  }

  #walkView() {
    const { kind, rows, sigma, start } = this.#choices;
    const { value, error, loading } = this.#walk;
    return html`<section>
      <div class="row spread">
        <h2>Walks x = f⁻¹(z), z from −${sigma}σ to +${sigma}σ</h2>
        <fs-export-menu
          what="the walks"
          .kinds=${['npy', 'CSV']}
          @export=${(event: CustomEvent<string>) => this.#exportWalk(event.detail)}
        ></fs-export-menu>
      </div>
      <div class="row">
        ${this.#select('kind', 'directions', kind, [
          ['all', 'of all kinds'],
          ['dimension', 'dimensions by influence'],
          ['principal', 'principal directions of the data'],
          ['class', 'between classes'],
        ])}
        ${this.#number('rows', 'of each kind', rows, 1)}
        <label
          >reach
          <input
            type="range"
            min="0.5"
            max="6"
            step="0.5"
            aria-label="Reach in standard deviations"
            .value=${String(sigma)}
            @input=${(event: Event) => this.#set('sigma', Number((event.target as HTMLInputElement).value))}
          />
          <span class="number">${sigma}σ</span></label
        >
        ${this.#number('start', 'start at row', start === 'centre' ? -1 : start, -1, '−1: the centre of the base; else a held-out row')}
      </div>
      ${
        error !== null
          ? html`<fs-notice
              heading="The latent space cannot be walked"
              text=${failureText(error)}
              action="Try Again"
              @act=${() => this.#walk.retry()}
            ></fs-notice>`
          : value === null
            ? html`<fs-notice heading="Walking…" busy></fs-notice>`
            : html`<div class=${loading ? 'stale' : ''}>${this.#walkRows(value)}</div>`
      }
    </section>`;
  }

  /** A row of images for each direction. */
  readonly #walkImages = memo(({ directions, sigmas, values, point }: Walk): readonly Images[] => {
    const [height = 1, width = 1, channels = 1] = point;
    const size = height * width * channels * sigmas.length;
    return directions.map((_, row) => ({
      pixels: values.subarray(row * size, (row + 1) * size),
      n: sigmas.length,
      height,
      width,
      channels,
    }));
  });

  #walkRows(walk: Walk) {
    const { directions, sigmas, values, point } = walk;
    const size = point.reduce((product, length) => product * length, 1);
    const columns = sigmas.length;
    const described = ({ kind, label, weight, sigma }: Direction) =>
      html`<span title="σ ${formatNumber(sigma ?? Number.NaN)}, ${WEIGHTS[kind]} ${formatNumber(weight ?? Number.NaN)}">${label}</span>`;
    if (point.length === 3) {
      const images = this.#walkImages(walk);
      return html`<div class="walk">
        ${directions.map(
          (direction, row) => html`${described(direction)}
            <fs-image-grid
              .images=${images[row]!}
              .columns=${columns}
              label="Walk along ${direction.label}"
            ></fs-image-grid>`,
        )}
      </div>`;
    }
    const shown = Math.min(size, MOST_COORDINATES);
    const text = (row: number, column: number) => {
      const at = (row * columns + column) * size;
      return Array.from(values.subarray(at, at + shown), (value) => formatNumber(value, 3)).join(', ');
    };
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Points of the walks">
      <table>
        <thead>
          <tr>
            <th>direction</th>
            <th class="end">σ</th>
            <th class="end">weight</th>
            ${sigmas.map((sigma) => html`<th class="end">${formatNumber(sigma, 2)}σ</th>`)}
          </tr>
        </thead>
        <tbody>
          ${directions.map(
            (direction, row) => html`<tr>
              <th scope="row">${described(direction)}</th>
              <td class="end">${formatNumber(direction.sigma ?? Number.NaN, 3)}</td>
              <td class="end" title=${WEIGHTS[direction.kind]}>${formatNumber(direction.weight ?? Number.NaN, 3)}</td>
              ${sigmas.map((_, column) => html`<td class="end">${text(row, column)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
      ${size > shown ? html`<div class="muted">The first ${shown} of ${size} coordinates.</div>` : nothing}
    </div>`;
  }

  #planeView() {
    const grid = this.#latents.value?.grid ?? null;
    if (grid === null) return nothing;
    const last = grid.stages - 1;
    const stage = Math.min(this.stage, last);
    const whole = Math.round(stage);
    return html`<section>
      <h2>The plane on its way through the layers</h2>
      <label
        >${whole === 0 ? 'data' : whole === last ? 'latents' : `behind layer ${whole - 1}`}
        <input
          type="range"
          min="0"
          max=${last}
          step="0.05"
          aria-label="Place between data and latents"
          .value=${String(stage)}
          @input=${(event: Event) => {
            this.stage = Number((event.target as HTMLInputElement).value);
          }}
      /></label>
      <fs-plane-grid
        .places=${grid}
        .stage=${stage}
        label="The plane’s grid and held-out rows, ${whole === 0 ? 'as data' : `behind ${whole} layers`}"
      ></fs-plane-grid>
      <div class="muted">Lines of equal x and of equal y, and held-out rows, bent by the flow: f maps the data onto the base.</div>
    </section>`;
  }

  #betweenView() {
    if (this.#walk.value === null) return nothing;
    const { value, error, loading } = this.#between;
    const [from, to] = [this.kept('from', 0), this.kept('to', 1)];
    return html`<section>
      <h2>Between two held-out rows</h2>
      <div class="row">
        ${this.#number('from', 'from row', from, 0)} ${this.#number('to', 'to row', to, 0)}
        ${this.#select('method', 'on a', this.#method, [
          ['spherical', 'great circle'],
          ['linear', 'straight line'],
        ])}
      </div>
      ${
        error !== null
          ? html`<fs-notice heading="There is no way between them" text=${failureText(error)}></fs-notice>`
          : value === null
            ? html`<fs-notice heading="Going from one to the other…" busy></fs-notice>`
            : html`<div class=${loading ? 'stale' : ''}>${betweenPoints(value)}</div>`
      }
    </section>`;
  }

  #baseView() {
    const { value, error } = this.#latents;
    if (error !== null) {
      return html`<fs-notice
        heading="The latents cannot be compared with the base"
        text=${failureText(error)}
        action="Try Again"
        @act=${() => this.#latents.retry()}
      ></fs-notice>`;
    }
    if (value === null)
      return this.#walk.value === null ? nothing : html`<fs-notice heading="Encoding held-out rows…" busy></fs-notice>`;
    const { result, mean, std } = value;
    const { scores } = result;
    const worst = Math.max(...Array.from(mean, Math.abs));
    return html`<section>
      <h2>Latents of held-out rows against the base</h2>
      <div class="tiles">
        <fs-figure
          name="log q(x)"
          value=${formatEstimate(result.logLikelihood.mean ?? Number.NaN, result.logLikelihood.se)}
          unit="nats"
          detail="${formatCount(result.n)} rows (${result.split})"
          definition="Mean log-likelihood of the rows; ± is two standard errors."
        ></fs-figure>
        <fs-figure
          name="mean of z"
          value=${formatNumber(worst, 3)}
          detail="largest |mean|"
          definition="Of all latent dimensions the largest distance of the mean from 0; a standard normal base has 0."
        ></fs-figure>
        <fs-figure
          name="deviation of z"
          value="${formatNumber(Math.min(...std), 3)} … ${formatNumber(Math.max(...std), 3)}"
          definition="Least and greatest standard deviation of a latent dimension; a standard normal base has 1."
        ></fs-figure>
      </div>
      ${
        scores === null
          ? html`<div class="muted">The coordinates of base ${result.base} depend on each other: they have no normal scores to compare.</div>`
          : html`<div class="plots">
              <div class="plot">
                <h2>All coordinates</h2>
                <fs-quantile-plot
                  .expected=${scores.coordinates.expected}
                  .observed=${scores.coordinates.observed}
                  xLabel="quantiles of N(0, 1)"
                  yLabel="of the latents"
                  label="Quantiles of all latent coordinates against the standard normal"
                ></fs-quantile-plot>
              </div>
              <div class="plot">
                <h2>‖u‖² against χ² (${scores.squaredNorm.degrees})</h2>
                <fs-quantile-plot
                  .expected=${scores.squaredNorm.expected}
                  .observed=${scores.squaredNorm.observed}
                  xLabel="quantiles of χ²"
                  yLabel="of ‖u‖²"
                  label="Quantiles of the squared norm against chi-squared"
                ></fs-quantile-plot>
              </div>
            </div>`
      }
    </section>`;
  }

  #exportWalk(kind: string): void {
    const walk = this.#walk.value;
    if (walk === null) return;
    const { directions, sigmas, values, point, checkpoint } = walk;
    const name = `${this.run!.id}-step-${checkpoint}-walks`;
    if (kind === 'npy') {
      this.host.save(`${name}.npy`, npyBytes(values, [directions.length, sigmas.length, ...point]));
      return;
    }
    const size = point.reduce((product, length) => product * length, 1);
    const rows = directions.flatMap(({ kind: own, label }, row) =>
      sigmas.map((sigma, column) => {
        const at = (row * sigmas.length + column) * size;
        return [own, label, sigma, ...values.subarray(at, at + size)];
      }),
    );
    const header = ['kind', 'direction', 'sigma', ...Array.from({ length: size }, (_, d) => `x${d}`)];
    this.host.save(`${name}.csv`, csvBytes(header, rows));
  }
}

function betweenPoints({ positions, point, values }: Between) {
  const size = point.reduce((product, length) => product * length, 1);
  if (point.length === 3) {
    const [height, width, channels] = point as [number, number, number];
    return html`<fs-image-grid
      .images=${{ pixels: values, n: positions.length, height, width, channels }}
      .columns=${positions.length}
      label="Images between two held-out rows"
    ></fs-image-grid>`;
  }
  const shown = Math.min(size, MOST_COORDINATES);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Points between the two rows">
    <table>
      <thead>
        <tr>
          <th class="end">place</th>
          ${Array.from({ length: shown }, (_, d) => html`<th class="end">x${d}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${positions.map(
          (position, row) => html`<tr>
            <td class="end">${formatNumber(position, 2)}</td>
            ${Array.from({ length: shown }, (_, d) => html`<td class="end">${formatNumber(values[row * size + d]!, 3)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
