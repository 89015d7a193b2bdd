/** Samples of the flow over data, with temperature, seed and class. */
import { css, html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
import { formatCount } from '../../daemon/format/numbers.ts';
import '../charts/cells/image-grid.ts';
import { pngBytes } from '../charts/base/picture.ts';
import type { ImageGrid, Images } from '../charts/cells/image-grid.ts';
import { answered } from '../components/base/answered.ts';
import { CheckpointPanel, type Subject } from '../components/base/checkpoint-panel.ts';
import { button, choice, slider, wholeNumber } from '../components/controls.ts';
import '../components/enlarged-image.ts';
import '../components/export-menu.ts';
import { memo } from '../components/base/memo.ts';
import { Resource } from '../components/base/resource.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { columnsOf, conditionKey, conditionLines } from './condition-lines.ts';
import { contextControl } from './context-control.ts';
import { nearestPairs } from './nearest-pairs.ts';
import './sample-points.ts';
import {
  fetchDensities,
  fetchNearest,
  fetchSamples,
  type NearestRows,
  type SampleChoices,
  type Samples,
} from './samples-data.ts';
import { samplesHelp } from './samples-help.ts';
import { samplesTable } from './samples-table.ts';
import { shownAt } from './shown-sample.ts';
import { spreadView } from './spread-view.ts';
import { strings } from './strings.ts';

const COUNTS = [16, 64, 256, 1000, 4000, 20_000] as const;
/** More images are too small to see. */
const MOST_IMAGES = 256;

export class SamplesPanel extends CheckpointPanel {
  static override properties = { ...CheckpointPanel.properties, comparing: { state: true }, enlarged: { state: true } };
  static override styles = [
    panelStyles,
    css`
      input[type='number'] {
        width: 90px;
      }
      .pairs {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(110px, 1fr));
        gap: 12px;
      }
      figure {
        margin: 0;
      }
    `,
  ];
  protected override readonly shownLater = strings.shownLater;
  /** The nearest training images are shown. */
  declare comparing: boolean;
  /** The sample that is shown enlarged; null: none. */
  declare enlarged: number | null;
  readonly #samples = new Resource<Samples>(this);
  readonly #nearest = new Resource<NearestRows>(this);
  /** log q of the samples, computed once one of them is enlarged. */
  readonly #densities = new Resource<ArrayLike<number>>(this);
  #isImage: boolean | null = null;

  constructor() {
    super();
    this.comparing = false;
    this.enlarged = null;
  }

  protected override get busy(): boolean {
    return this.#samples.loading;
  }

  protected override forget(): void {
    this.#isImage = null;
    this.comparing = false;
    this.enlarged = null;
    this.#densities.forget();
    this.#samples.forget();
    this.#nearest.forget();
  }

  protected override askFor({ run, checkpoint, key, following }: Subject): void {
    const choices = this.#choices;
    const text = JSON.stringify(choices);
    const draw = async (signal: AbortSignal) => {
      const samples = await fetchSamples(this.host, run, checkpoint, choices, this.#isImage, signal);
      this.#isImage = samples.point.length === 3;
      return samples;
    };
    this.#samples.load(`${key} ${text}`, draw, following && `${following} ${text}`);
    this.#nearest.load(
      this.comparing && this.#isImage !== null ? `${key} ${text}` : null,
      (signal) => fetchNearest(this.host, run, checkpoint, choices, this.#isImage === true, signal),
      following && `${following} ${text}`,
    );
    this.#densities.load(this.enlarged === null ? null : `${key} ${text}`, (signal) =>
      fetchDensities(this.host, run, checkpoint, choices, signal),
    );
  }

  get #choices(): SampleChoices {
    const isImage = this.#isImage === true;
    const wanted = this.kept('n', isImage ? 64 : 4000);
    return {
      n: isImage ? Math.min(MOST_IMAGES, wanted) : wanted,
      temperature: this.kept('temperature', 1),
      seed: this.kept('seed', 0),
      context: this.#context,
    };
  }

  /** All context columns or none: a mix of chosen and drawn values is not supported. */
  get #context(): Readonly<Record<string, string>> | null {
    const columns = this.#samples.value?.contexts ?? [];
    const chosen = columns.map(({ column }) => [column, this.kept(`context ${column}`, '')] as const);
    return chosen.length > 0 && chosen.every(([, value]) => value !== '') ? Object.fromEntries(chosen) : null;
  }

  protected override content() {
    return html`${this.#controls()}
    ${answered(
      this.#samples,
      { waiting: strings.drawing, failed: strings.drawingFailed },
      (samples) =>
        html`${this.#head(samples)} ${samples.point.length === 3 ? this.#images(samples) : this.#points(samples)}
        ${this.help(strings.help, samplesHelp(samples), 'explore-latent')}`,
    )}`;
  }

  #controls() {
    const { n, temperature, seed } = this.#choices;
    const counts = COUNTS.filter((count) => this.#isImage !== true || count <= MOST_IMAGES);
    return html`<div class="row">
      ${choice(
        { label: strings.samples, value: n, set: (value) => this.set('n', value) },
        counts.map((count) => [count, formatCount(count)] as const),
      )}
      ${slider(
        {
          label: strings.temperature,
          value: temperature,
          title: strings.temperatureHelp,
          set: (value) => this.set('temperature', value),
        },
        { min: 0, max: 2, step: 0.05 },
        temperature.toFixed(2),
      )}
      ${wholeNumber({ label: strings.seed, value: seed, set: (value) => this.set('seed', value) }, 0)}
      ${button('refresh', strings.nextSeed, () => this.set('seed', seed + 1))}
      ${(this.#samples.value?.contexts ?? []).map((context) =>
        contextControl(context, this.kept(`context ${context.column}`, ''), (value) =>
          this.set(`context ${context.column}`, value),
        ),
      )}
    </div>`;
  }

  #head(samples: Samples) {
    return html`<div class="row spread">
      <h2>
        ${strings.heading({ n: formatCount(samples.n) })}<span class="muted">
          · ${strings.drawnWith({
            step: formatCount(samples.checkpoint),
            temperature: samples.temperature.toFixed(2),
            seed: samples.seed,
          })}</span
        >
      </h2>
      <fs-export-menu
        what=${strings.theSamples}
        .kinds=${samples.point.length === 3 ? ['PNG', 'npy'] : ['CSV', 'npy']}
        @export=${(event: CustomEvent<string>) => void this.#export(event.detail, samples)}
      ></fs-export-menu>
    </div>`;
  }

  readonly #grid = memo(
    ({ values, n, point, conditions }: Samples): { readonly images: Images; readonly white: number } => {
      const [height = 1, width = 1, channels = 1] = point;
      const shape = { height, width, channels };
      if (conditions !== null) return conditionLines(values, n, shape, conditions);
      return { images: { pixels: values, n, ...shape }, white: 0 };
    },
  );

  #images(samples: Samples) {
    const { conditions, n } = samples;
    const columns = conditions === null ? 0 : columnsOf(conditions);
    const { images, white } = this.#grid(samples);
    return html`${conditions === null ? nothing : conditionKey(conditions, white)}
      <fs-image-grid .images=${images} .columns=${columns} choosable
        label=${strings.images({ n })}
        @image=${(event: CustomEvent<number>) => {
          this.enlarged = event.detail;
        }}
      ></fs-image-grid>
      ${this.#enlargedView(samples)} ${conditions === null ? this.#spread(samples) : nothing}
      ${
        this.comparing
          ? answered(this.#nearest, { waiting: strings.searching, failed: strings.searchFailed }, nearestPairs)
          : html`<div>
              <vscode-button
                secondary
                @click=${() => {
                  this.comparing = true;
                }}
                >${strings.nearest}</vscode-button
              >
            </div>`
      }`;
  }

  readonly #spread = memo(spreadView);

  #enlargedView(samples: Samples) {
    const { enlarged } = this;
    const { images } = this.#grid(samples);
    if (enlarged === null || enlarged >= images.n) return nothing;
    const { sample, caption } = shownAt(samples, enlarged);
    return html`<fs-enlarged-image
      .images=${images}
      .index=${enlarged}
      caption=${caption}
      .logq=${sample === null ? null : this.#densities.value?.[sample]}
      @image=${(event: CustomEvent<number>) => {
        this.enlarged = event.detail;
      }}
      @close=${() => {
        this.enlarged = null;
      }}
    ></fs-enlarged-image>`;
  }

  #points(samples: Samples) {
    const last = (samples.point[0] ?? 1) - 1;
    return html`<fs-sample-points
      .samples=${samples}
      .x=${Math.min(this.kept('x', 0), last)}
      .y=${Math.min(this.kept('y', 1), last)}
      @axis=${(event: CustomEvent<{ key: string; column: number }>) => this.set(event.detail.key, event.detail.column)}
    ></fs-sample-points>`;
  }

  async #export(kind: string, samples: Samples): Promise<void> {
    const { values, point, n, checkpoint } = samples;
    const name = `${this.run!.id}-step-${checkpoint}-samples`;
    if (kind === 'npy') return this.host.save(`${name}.npy`, writeNpy(values, [n, ...point]));
    if (kind === 'CSV') return this.host.save(`${name}.csv`, samplesTable(samples));
    const canvas = this.renderRoot.querySelector<ImageGrid>('fs-image-grid')?.canvas ?? null;
    if (canvas !== null) this.host.save(`${name}.png`, await pngBytes(canvas));
  }
}
