/** What the flow makes: samples beside data, with temperature, seed and class. */
import { css, html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { formatCount, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import { type Distribution, Histogram } from '../charts/histogram.ts';
import { ImageGrid } from '../charts/image-grid.ts';
import { pngBytes } from '../charts/picture.ts';
import { type PointSet, Scatter } from '../charts/scatter.ts';
import { CheckpointSlider } from '../components/checkpoint-slider.ts';
import { csvBytes } from '../components/csv.ts';
import { ExportMenu } from '../components/export-menu.ts';
import { failureText } from '../components/failure-text.ts';
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
  columnOf,
  fetchNearest,
  fetchSamples,
  histogram,
  type Moments,
  moments,
  type NearestRows,
  type SampleChoices,
  type Samples,
} from './samples-data.ts';

customElements.define('fs-scatter', Scatter);
customElements.define('fs-histogram', Histogram);
customElements.define('fs-image-grid', ImageGrid);
customElements.define('fs-notice', PanelNotice);
customElements.define('fs-run-bar', RunBar);
customElements.define('fs-checkpoint-slider', CheckpointSlider);
customElements.define('fs-export-menu', ExportMenu);

const COUNTS = [16, 64, 256, 1000, 4000, 20_000] as const;
/** Images beyond that are too small to be seen. */
const MOST_IMAGES = 256;
const BINS = 48;
/** Columns whose distributions are drawn. */
const MOST_MARGINALS = 24;

export class SamplesPanel extends PanelElement {
  static override properties = { ...PanelElement.properties, comparing: { state: true } };
  static override styles = [
    panelStyles,
    selectStyles,
    css`
      input.seed {
        width: 90px;
      }
      .plane {
        max-width: 560px;
        width: 100%;
      }
      .marginals {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(200px, 100%), 1fr));
        gap: 12px 20px;
      }
      h3 {
        margin: 0;
        font-size: 1em;
        font-weight: normal;
      }
      .key {
        display: inline-block;
        width: 14px;
        height: 3px;
        margin-inline: 0 6px;
        vertical-align: middle;
        background: var(--vscode-charts-blue);
      }
      .key.data {
        background: var(--vscode-charts-orange);
      }
      .stale {
        opacity: 0.75;
      }
      .pairs {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(110px, 1fr));
        gap: 12px;
      }
      .scroll {
        overflow: auto;
        max-height: 300px;
      }
    `,
  ];
  declare comparing: boolean;
  readonly #samples = new Resource<Samples>(this);
  readonly #nearest = new Resource<NearestRows>(this);
  #asked = '';
  #isImage: boolean | null = null;

  constructor() {
    super();
    this.comparing = false;
  }

  protected override follow({ subject, connection }: PanelSnapshot): void {
    const [run] = subject.runs;
    if (run !== this.#asked) {
      this.#asked = run!;
      this.#isImage = null;
      this.comparing = false;
      this.#samples.forget();
      this.#nearest.forget();
    }
    if (connection !== 'connected' || this.run === null || run === undefined) return;
    const { checkpoints, best } = this.run;
    if (checkpoints.length === 0) return;
    const choice = subject.checkpoint;
    const at = choice === 'latest' ? checkpoints.at(-1)!.step : choice === 'best' ? `best ${best?.step}` : choice;
    const choices = this.#choices;
    const key = `${run} ${at} ${JSON.stringify(choices)}`;
    const draw = async (signal: AbortSignal) => {
      const samples = await fetchSamples(this.host, run, choice, choices, this.#isImage, signal);
      this.#isImage = samples.point.length === 3;
      return samples;
    };
    const following = typeof choice === 'number' ? null : `${run} ${choice} ${JSON.stringify(choices)}`;
    this.#samples.load(key, draw, following);
    this.#nearest.load(this.comparing && this.#isImage !== null ? key : null, (signal) =>
      fetchNearest(this.host, run, choice, choices, this.#isImage === true, signal),
    );
  }

  get #choices(): SampleChoices {
    const wanted = this.kept('n', this.#isImage === true ? 64 : 4000);
    const n = this.#isImage === true ? Math.min(MOST_IMAGES, wanted) : wanted;
    const context = this.#context;
    return { n, temperature: this.kept('temperature', 1), seed: this.kept('seed', 0), context };
  }

  /** All columns or none: those that are not chosen would have to be drawn. */
  get #context(): Readonly<Record<string, string>> | null {
    const columns = this.#samples.value?.contexts ?? [];
    const chosen = columns.map(({ column }) => [column, this.kept(`context ${column}`, '')] as const);
    return chosen.length > 0 && chosen.every(([, value]) => value !== '') ? Object.fromEntries(chosen) : null;
  }

  override render() {
    const { snapshot, run } = this;
    const notice = runNotice(snapshot, this.host);
    const bar = snapshot === null ? nothing : this.#bar(snapshot);
    if (notice !== null || run === null) return html`${bar} ${notice}`;
    return html`${bar} <main>${this.#controls()} ${this.#content()}</main>`;
  }

  #bar(snapshot: PanelSnapshot) {
    return html`<fs-run-bar
      .snapshot=${snapshot}
      @run=${(event: CustomEvent<string>) => this.host.show({ runs: [event.detail], checkpoint: 'latest' })}
    >
      <fs-checkpoint-slider
        .run=${this.run}
        .choice=${snapshot.subject.checkpoint}
        ?busy=${this.#samples.loading}
        @checkpoint=${(event: CustomEvent<CheckpointChoice>) =>
          this.host.show({ ...snapshot.subject, checkpoint: event.detail })}
      ></fs-checkpoint-slider>
    </fs-run-bar>`;
  }

  #set(key: string, value: string | number): void {
    this.keep(key, value);
    this.requestUpdate();
  }

  #controls() {
    const { n, temperature, seed } = this.#choices;
    const counts = COUNTS.filter((count) => this.#isImage !== true || count <= MOST_IMAGES);
    const contexts = this.#samples.value?.contexts ?? [];
    return html`<div class="row">
      <label>
        samples
        <select @change=${(event: Event) => this.#set('n', Number((event.target as HTMLSelectElement).value))}>
          ${counts.map((count) => html`<option value=${count} ?selected=${count === n}>${formatCount(count)}</option>`)}
        </select>
      </label>
      <label title="z = μ + T·(z₀ − μ): below 1 closer to the modes, above 1 more spread">
        temperature
        <input
          type="range"
          min="0"
          max="2"
          step="0.05"
          aria-label="Temperature"
          .value=${String(temperature)}
          @input=${(event: Event) => this.#set('temperature', Number((event.target as HTMLInputElement).value))}
        />
        <span class="number">${temperature.toFixed(2)}</span>
      </label>
      <label>
        seed
        <input
          class="seed"
          type="number"
          min="0"
          .value=${String(seed)}
          @change=${(event: Event) => {
            const value = Number((event.target as HTMLInputElement).value);
            if (Number.isSafeInteger(value) && value >= 0) this.#set('seed', value);
          }}
        />
      </label>
      <vscode-toolbar-button
        icon="refresh"
        label="Draw others"
        title="Draw others: the next seed"
        @click=${() => this.#set('seed', seed + 1)}
      ></vscode-toolbar-button>
      ${contexts.map(({ column, values }) =>
        values === null
          ? html`<label
              >${column}
              <input
                class="seed"
                type="number"
                step="any"
                placeholder="drawn"
                .value=${this.kept(`context ${column}`, '')}
                @change=${(event: Event) => this.#set(`context ${column}`, (event.target as HTMLInputElement).value)}
            /></label>`
          : html`<label
              >${column}
              <select
                @change=${(event: Event) => this.#set(`context ${column}`, (event.target as HTMLSelectElement).value)}
              >
                <option value="">as in the data</option>
                ${values.map(
                  (value) =>
                    html`<option value=${value} ?selected=${this.kept(`context ${column}`, '') === value}>${value}</option>`,
                )}
              </select></label
            >`,
      )}
    </div>`;
  }

  #content() {
    const { value, error, loading } = this.#samples;
    if (error !== null) {
      return html`<fs-notice
        heading="No samples can be drawn"
        text=${failureText(error)}
        action="Try Again"
        @act=${() => this.#samples.retry()}
      ></fs-notice>`;
    }
    if (this.run!.checkpoints.length === 0) {
      return html`<fs-notice
        heading="No checkpoint yet"
        text="Samples are drawn from the first checkpoint of the training on."
        ?busy=${this.run!.status === 'running'}
      ></fs-notice>`;
    }
    if (value === null) return html`<fs-notice heading="Drawing samples…" busy></fs-notice>`;
    return html`<div class=${loading ? 'stale' : ''}>
      ${value.point.length === 3 ? this.#images(value) : this.#points(value)}
    </div>`;
  }

  #head(samples: Samples, kinds: readonly string[]) {
    return html`<div class="row spread">
      <h2>
        ${formatCount(samples.n)} samples x = f⁻¹(z)<span class="muted">
          · step ${formatCount(samples.checkpoint)}, T = ${samples.temperature.toFixed(2)}, seed ${samples.seed}</span
        >
      </h2>
      <fs-export-menu
        what="the samples"
        .kinds=${kinds}
        @export=${(event: CustomEvent<string>) => void this.#export(event.detail, samples)}
      ></fs-export-menu>
    </div>`;
  }

  #images(samples: Samples) {
    const [height, width, channels] = samples.point as [number, number, number];
    return html`<section>
      ${this.#head(samples, ['PNG', 'npy'])}
      <fs-image-grid
        .images=${{ pixels: samples.values, n: samples.n, height, width, channels }}
        label="${samples.n} sampled images"
      ></fs-image-grid>
      ${this.#nearestView()}
    </section>`;
  }

  #nearestView() {
    if (!this.comparing) {
      return html`<div>
        <vscode-button
          secondary
          @click=${() => {
            this.comparing = true;
          }}
          >Nearest training images</vscode-button
        >
      </div>`;
    }
    const { value, error } = this.#nearest;
    if (error !== null) {
      return html`<fs-notice heading="The nearest images cannot be found" text=${failureText(error)}></fs-notice>`;
    }
    if (value === null) return html`<fs-notice heading="Looking through the training images…" busy></fs-notice>`;
    const [height, width, channels] = value.point as [number, number, number];
    const size = height * width * channels;
    return html`<h2>The first samples, each beside the nearest training image</h2>
      <div class="pairs">
        ${Array.from({ length: value.distances.length }, (_, i) => {
          const pixels = new Uint8Array(2 * size);
          pixels.set(value.samples.subarray(i * size, (i + 1) * size));
          pixels.set(value.rows.subarray(i * size, (i + 1) * size), size);
          return html`<figure>
            <fs-image-grid
              .images=${{ pixels, n: 2, height, width, channels }}
              .columns=${2}
              label="Sample ${i + 1} and training image ${value.indices[i]!}"
            ></fs-image-grid>
            <figcaption class="muted number">distance ${formatNumber(value.distances[i]!, 3)}</figcaption>
          </figure>`;
        })}
      </div>`;
  }

  #points(samples: Samples) {
    const width = samples.point[0] ?? 1;
    const shown = Math.min(width, MOST_MARGINALS);
    const [x, y] = this.#axes(width);
    return html`<section>
        ${this.#head(samples, ['CSV', 'npy'])}
        ${width < 2 ? nothing : this.#scatter(samples, width, x, y)}
        <h2><span class="key"></span>samples <span class="key data"></span>held-out data</h2>
        <div class="marginals">
          ${this.#marginals(samples, width, shown).map(({ name, distributions }) => marginal(name, distributions))}
        </div>
        ${width > shown ? html`<div class="muted">${width - shown} more columns are in the table below.</div>` : nothing}
      </section>
      ${this.#table(samples, width)}`;
  }

  #axes(width: number): readonly [number, number] {
    const x = Math.min(this.kept('x', 0), width - 1);
    const y = Math.min(this.kept('y', 1), width - 1);
    return [x, y];
  }

  readonly #sets = memo(({ values, rows }: Samples, width: number, x: number, y: number): readonly PointSet[] => {
    const pair = (list: Samples['values']) => {
      const points = new Float64Array((2 * list.length) / width);
      for (let i = 0; i < points.length / 2; i++) {
        points[2 * i] = list[i * width + x]!;
        points[2 * i + 1] = list[i * width + y]!;
      }
      return points;
    };
    return [
      ...(rows === null ? [] : [{ label: 'held-out data', values: pair(rows), color: 1 }]),
      { label: 'samples', values: pair(values), color: 0 },
    ];
  });

  #scatter(samples: Samples, width: number, x: number, y: number) {
    const { columns } = samples;
    const axis = (key: 'x' | 'y', chosen: number) => html`<label
      >${key}
      <select @change=${(event: Event) => this.#set(key, Number((event.target as HTMLSelectElement).value))}>
        ${columns.map((name, i) => html`<option value=${i} ?selected=${i === chosen}>${name}</option>`)}
      </select></label
    >`;
    return html`<div class="plane">
      ${width > 2 ? html`<div class="row">${axis('x', x)} ${axis('y', y)}</div>` : nothing}
      <fs-scatter
        .sets=${this.#sets(samples, width, x, y)}
        label="Samples over held-out data, ${columns[x] ?? 'x'} against ${columns[y] ?? 'y'}"
      ></fs-scatter>
    </div>`;
  }

  readonly #marginals = memo(({ values, rows, columns }: Samples, width: number, shown: number) =>
    Array.from({ length: shown }, (_, column) => {
      const own = columnOf(values, width, column);
      const data = rows === null ? null : columnOf(rows, width, column);
      const [low, high] = extremes(data === null ? [own] : [own, data]);
      const entry = (label: string, list: Float64Array, color: number) => ({
        label,
        color,
        low,
        high,
        counts: histogram(list, low, high, BINS),
      });
      return {
        name: columns[column] ?? `x${column}`,
        distributions: [...(data === null ? [] : [entry('held-out data', data, 1)]), entry('samples', own, 0)],
      };
    }),
  );

  readonly #moments = memo(({ values, rows, columns }: Samples, width: number) =>
    Array.from({ length: width }, (_, column) => ({
      name: columns[column] ?? `x${column}`,
      own: moments(columnOf(values, width, column)),
      data: rows === null ? null : moments(columnOf(rows, width, column)),
    })),
  );

  #table(samples: Samples, width: number) {
    const text = ({ mean, std }: Moments) => `${formatNumber(mean)} ± ${formatNumber(std)}`;
    return html`<section>
      <h2>Means and deviations</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Means and deviations by column">
        <table>
          <thead>
            <tr>
              <th>column</th>
              <th class="end">samples, mean ± std</th>
              <th class="end">data, mean ± std</th>
            </tr>
          </thead>
          <tbody>
            ${this.#moments(samples, width).map(
              ({ name, own, data }) => html`<tr>
                <th scope="row">${name}</th>
                <td class="end">${text(own)}</td>
                <td class="end">${data === null ? '' : text(data)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  async #export(kind: string, { values, point, n, columns, checkpoint }: Samples): Promise<void> {
    const name = `${this.run!.id}-step-${checkpoint}-samples`;
    if (kind === 'npy') this.host.save(`${name}.npy`, npyBytes(values, [n, ...point]));
    else if (kind === 'CSV') {
      const width = point[0] ?? 1;
      const rows = Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
      this.host.save(`${name}.csv`, csvBytes(columns, rows));
    } else {
      const canvas = this.renderRoot.querySelector<ImageGrid>('fs-image-grid')?.canvas;
      if (canvas) this.host.save(`${name}.png`, await pngBytes(canvas));
    }
  }
}

function marginal(name: string, distributions: readonly Distribution[]) {
  return html`<div>
    <h3>${name}</h3>
    <fs-histogram
      .distributions=${distributions}
      .height=${110}
      label="Distribution of ${name}: samples and held-out data"
    ></fs-histogram>
  </div>`;
}

function extremes(lists: readonly Float64Array[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of lists) {
    for (const value of list) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}
