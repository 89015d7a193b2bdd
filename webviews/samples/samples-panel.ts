/** Samples of the flow over data, with temperature, seed and class. */
import { css, html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
import { formatCount } from '../../daemon/format/numbers.ts';
import { evenCount, MOST_IMAGES } from '../../protocol/figures/samples.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
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
import { givenImageStyles } from '../components/given-images.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { contextControl } from './context-control.ts';
import { lineKey } from './line-key.ts';
import { nearestPairs } from './nearest-pairs.ts';
import { pointControls, splitOf, viewOf } from './points/point-controls.ts';
import { columnsOf, drawLines, lineNote, linesOf, type SampleLines } from './sample-lines.ts';
import './points/sample-points.ts';
import {
  fetchDensities,
  fetchNearest,
  fetchSamples,
  type NearestRows,
  type SampleChoices,
  type Samples,
} from './samples-data.ts';
import { samplesHelp, samplesWords } from './samples-help.ts';
import { samplesTable } from './samples-table.ts';
import { shownAt } from './shown-sample.ts';
import { spreadView } from './spread-view.ts';
import { strings } from './strings.ts';

const COUNTS = [16, 64, 256, 1000, 4000, 20_000, 100_000] as const;

export class SamplesPanel extends CheckpointPanel {
  static override properties = { ...CheckpointPanel.properties, comparing: { state: true }, enlarged: { state: true } };
  static override styles = [
    panelStyles,
    givenImageStyles,
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
      (signal) => {
        const samples = this.#samples.value;
        const kind = { isImage: this.#isImage === true, inLines: samples !== null && linesOf(samples) !== null };
        return fetchNearest(this.host, run, checkpoint, choices, kind, signal);
      },
      following && `${following} ${text}`,
    );
    this.#densities.load(
      this.enlarged === null || this.run?.likelihood === 'none' ? null : `${key} ${text}`,
      (signal) => fetchDensities(this.host, run, checkpoint, choices, signal),
    );
  }

  get #choices(): SampleChoices {
    const isImage = this.#isImage === true;
    const n = isImage ? Math.min(MOST_IMAGES, this.#wanted) : this.#wanted;
    const by = this.#by;
    // Images have no rows of the data beside them.
    const split = splitOf(isImage ? '' : this.kept('split', ''));
    const common = { temperature: this.kept('temperature', 1), seed: this.kept('seed', 0), split };
    if (by === null) return { n, ...common, context: this.#context, by: null };
    const others = this.#chosen.filter(([column, value]) => column !== by.column && value !== '');
    return {
      n: evenCount(n, by.values.length),
      ...common,
      context: others.length > 0 ? Object.fromEntries(others) : null,
      by: by.column,
    };
  }

  get #wanted(): number {
    return this.kept('n', this.#isImage === true ? 64 : 4000);
  }

  /** The column whose values each have a line. */
  get #by() {
    const column = this.kept('by', '');
    const found = this.#samples.value?.contexts.find((context) => context.column === column);
    return this.#isImage !== true || !found?.values ? null : { column, values: found.values };
  }

  get #chosen() {
    const columns = this.#samples.value?.contexts ?? [];
    return columns.map(({ column }) => [column, this.kept(`context ${column}`, '')] as const);
  }

  /** All context columns or none: a mix of chosen and drawn values is not supported. */
  get #context(): Readonly<Record<string, string>> | null {
    const chosen = this.#chosen;
    return chosen.length > 0 && chosen.every(([, value]) => value !== '') ? Object.fromEntries(chosen) : null;
  }

  protected override content({ likelihood }: RunInfo) {
    return html`${this.#controls()}
    ${answered(
      this.#samples,
      { waiting: strings.drawing, failed: strings.drawingFailed },
      (samples) =>
        html`${this.#head(samples)} ${samples.point.length === 3 ? this.#images(samples) : this.#points(samples)}
        ${this.help(strings.help, samplesHelp(samples, likelihood), 'explore-latent')}`,
    )}`;
  }

  #controls() {
    const { temperature, seed } = this.#choices;
    const counts = COUNTS.filter((count) => this.#isImage !== true || count <= MOST_IMAGES);
    return html`<div class="row">
      ${choice(
        { label: strings.samples, value: this.#wanted, set: (value) => this.set('n', value) },
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
      ${this.#pointControls()}
      ${(this.#samples.value?.contexts ?? []).map((context) =>
        contextControl(context, {
          value: this.kept(`context ${context.column}`, ''),
          every: this.#isImage === true ? this.#by?.column === context.column : null,
          set: (value, every) => this.#setContext(context.column, value, every),
        }),
      )}
    </div>`;
  }

  #viewOf(dimensions: number) {
    return viewOf(this.kept('view', ''), dimensions, this.#samples.value?.categories !== undefined);
  }

  #pointControls() {
    const dimensions = this.#isImage === false ? (this.#samples.value?.point[0] ?? 1) : 0;
    if (dimensions === 0) return nothing;
    const chosen = { split: this.#choices.split, view: this.#viewOf(dimensions) };
    return pointControls(chosen, dimensions, (key, value) => this.set(key, value));
  }

  readonly #cornerColumns = memo((kept: string) => (kept === '' ? [] : kept.split(' ').map(Number)));

  #setContext(column: string, value: string, every: boolean): void {
    const by = this.kept('by', '');
    const next = every ? column : by === column ? '' : by;
    this.host.remember({ ...this.snapshot?.view, by: next, [`context ${column}`]: value });
  }

  #head(samples: Samples) {
    return html`<div class="row spread">
      <h2>
        ${samplesWords(this.run?.likelihood).heading({ n: formatCount(samples.n) })}<span class="muted"> · ${drawnWith(samples)}</span>
      </h2>
      <fs-export-menu
        what=${strings.theSamples}
        .kinds=${samples.point.length === 3 ? ['PNG', 'npy'] : ['CSV', 'npy']}
        @export=${(event: CustomEvent<string>) => void this.#export(event.detail, samples)}
      ></fs-export-menu>
    </div>`;
  }

  readonly #grid = memo(
    (samples: Samples): { readonly images: Images; readonly white: number; readonly lines: SampleLines | null } => {
      const { values, n, point } = samples;
      const [height = 1, width = 1, channels = 1] = point;
      const shape = { height, width, channels };
      const lines = linesOf(samples);
      if (lines !== null) return { ...drawLines(values, n, shape, lines), lines };
      return { images: { pixels: values, n, ...shape }, white: 0, lines };
    },
  );

  #images(samples: Samples) {
    const { n } = samples;
    const { images, white, lines } = this.#grid(samples);
    return html`${lines === null ? nothing : lineKey(samples, lines, white)}
      <fs-image-grid
        class="samples"
        .images=${images}
        .columns=${lines === null ? 0 : columnsOf(lines)}
        .rowLabels=${lines?.labels ?? []}
        note=${lines === null ? '' : lineNote(samples, lines, white)}
        choosable
        label=${strings.images({ n })}
        @image=${(event: CustomEvent<number>) => {
          this.enlarged = event.detail;
        }}
      ></fs-image-grid>
      ${this.#enlargedView(samples)} ${lines === null ? this.#spread(samples) : nothing}
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
      .logq=${sample === null || this.run?.likelihood === 'none' ? null : this.#densities.value?.[sample]}
      ?bound=${this.run?.likelihood === 'bound'}
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
      .view=${this.#viewOf(last + 1)}
      .columns=${this.#cornerColumns(this.kept('columns', ''))}
      @columns=${(event: CustomEvent<readonly number[]>) => this.set('columns', event.detail.join(' '))}
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
    const picture =
      this.renderRoot.querySelector<ImageGrid>('.samples')?.picture(titleOf(samples), this.run!.id) ?? null;
    if (picture !== null) this.host.save(`${name}.png`, await pngBytes(picture));
  }
}

function drawnWith({ checkpoint, temperature, seed }: Samples): string {
  return strings.drawnWith({ step: formatCount(checkpoint), temperature: temperature.toFixed(2), seed });
}

function titleOf(samples: Samples): string {
  return `${strings.heading({ n: formatCount(samples.n) })} · ${drawnWith(samples)}`;
}
