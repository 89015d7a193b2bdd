/** The latent space: traversals, interpolation, and the latents against the base distribution. */
import { css, html, nothing } from 'lit';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
import { pngBytes, svgText } from '../charts/base/picture.ts';
import type { ImageGrid } from '../charts/cells/image-grid.ts';
import '../charts/plane/plane-grid.ts';
import type { GridPlaces } from '../charts/plane/plane-grid.ts';
import type { TraversalPaths } from '../charts/plane/traversal-paths.ts';
import { answered } from '../components/base/answered.ts';
import { CheckpointPanel, type Subject } from '../components/base/checkpoint-panel.ts';
import { choice, slider, wholeNumber } from '../components/controls.ts';
import '../components/export-menu.ts';
import { memo } from '../components/base/memo.ts';
import { Resource } from '../components/base/resource.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { strings as shared } from '../components/strings.ts';
import { againstBase } from './base-view.ts';
import { betweenImages, betweenPoints, betweenWays } from './between-view.ts';
import {
  type Between,
  fetchBetween,
  fetchLatents,
  fetchTraversal,
  type Latents,
  type PlaneRows,
  type Traversal,
  type TraversalChoices,
} from './latent-data.ts';
import { strings } from './strings.ts';
import { traversalPicture } from './traversal-picture.ts';
import { traversalImages, traversalRows, traversalTable, traversalWays } from './traversal-view.ts';

const KINDS: readonly (readonly [TraversalChoices['kind'], string])[] = [
  ['all', strings['kind.all']],
  ['dimension', strings['kind.dimension']],
  ['principal', strings['kind.principal']],
  ['class', strings['kind.class']],
];
const METHODS = [
  ['spherical', strings.greatCircle],
  ['linear', strings.straightLine],
] as const;
/** The remembered start row if traversals start at the base center. */
const CENTER = -1;

export class LatentPanel extends CheckpointPanel {
  static override properties = { ...CheckpointPanel.properties, stage: { state: true } };
  static override styles = [
    panelStyles,
    css`
      input[type='number'] {
        width: 84px;
      }
      .traversal {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 4px 14px;
        align-items: center;
      }
      .column {
        display: flex;
        flex-direction: column;
        gap: 16px;
        min-width: 0;
      }
      .pictures {
        display: grid;
        gap: 16px 24px;
        align-items: start;
        grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr));
      }
      .plots {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(210px, 100%), 1fr));
        gap: 16px 24px;
        align-items: end;
      }
      .plot {
        max-width: 380px;
      }
    `,
  ];
  protected override readonly shownLater = strings.shownLater;
  /** Number of layers applied to the plane, in fractions while the slider moves. */
  declare stage: number;
  readonly #traversal = new Resource<Traversal>(this);
  readonly #between = new Resource<Between>(this);
  readonly #latents = new Resource<Latents>(this);
  #isImage: boolean | null = null;

  constructor() {
    super();
    this.stage = 0;
  }

  protected override get busy(): boolean {
    return this.#traversal.loading;
  }

  protected override forget(): void {
    this.#isImage = null;
    this.stage = 0;
    for (const resource of [this.#traversal, this.#between, this.#latents]) resource.forget();
  }

  protected override askFor({ run, checkpoint, key, following }: Subject): void {
    const question = (signal: AbortSignal) => ({ host: this.host, run, checkpoint, isImage: this.#isImage, signal });
    const choices = this.#choices;
    const traversal = async (signal: AbortSignal) => {
      const found = await fetchTraversal(question(signal), choices);
      this.#isImage = found.point.length === 3;
      return found;
    };
    const text = JSON.stringify(choices);
    this.#traversal.load(`${key} ${text}`, traversal, following && `${following} ${text}`);
    // The traversals tell whether the data are images.
    if (this.#traversal.value === null) return;
    this.#latents.load(key, (signal) => fetchLatents(question(signal)), following);
    const way = this.#way;
    const wayText = JSON.stringify(way);
    this.#between.load(
      `${key} ${wayText}`,
      (signal) => fetchBetween(question(signal), way),
      following && `${following} ${wayText}`,
    );
  }

  get #isPlane(): boolean {
    const traversal = this.#traversal.value;
    return traversal !== null && this.#traversalWays(traversal).length > 0;
  }

  get #choices(): TraversalChoices {
    const kind = this.kept('kind', 'all');
    const start = this.kept('start', CENTER);
    return {
      kind: KINDS.find(([name]) => name === kind)?.[0] ?? 'all',
      rows: this.kept('rows', 6),
      sigma: this.kept('sigma', 3),
      start: start < 0 ? 'centre' : start,
    };
  }

  get #way() {
    const method = this.kept('method', 'spherical') === 'linear' ? ('linear' as const) : ('spherical' as const);
    return { from: this.kept('from', 0), to: this.kept('to', 1), method };
  }

  protected override content() {
    const known = this.#traversal.value !== null;
    const between = known ? this.#betweenView() : nothing;
    const base = known ? this.#baseView() : nothing;
    if (!this.#isPlane) return html`<div class="column">${this.#traversalView()} ${between}</div> ${base}`;
    return html`<div class="pictures">
      <div class="column">${this.#traversalView()} ${between}</div>
      <div class="column">${this.#planeView(this.#latents.value?.grid ?? null)} ${base}</div>
    </div>`;
  }

  readonly #traversalImages = memo(traversalImages);
  readonly #traversalWays = memo(traversalWays);

  get #rows(): PlaneRows {
    return { rows: this.#latents.value?.rows ?? [], columns: this.#columns };
  }

  /** Of the data. */
  get #columns(): readonly string[] {
    return this.#latents.value?.result.columns ?? ['x', 'y'];
  }

  #traversalView() {
    return html`<section>
      <div class="row spread">
        <h2>${strings.traversals({ sigma: this.#choices.sigma })}</h2>
        <fs-export-menu
          what=${strings.theTraversals}
          .kinds=${this.#isPlane ? ['SVG', 'npy', 'CSV'] : this.#isImage === true ? ['PNG', 'npy', 'CSV'] : ['npy', 'CSV']}
          @export=${(event: CustomEvent<string>) => void this.#export(event.detail)}
        ></fs-export-menu>
      </div>
      ${this.#traversalControls()}
      ${answered(this.#traversal, { waiting: strings.computing, failed: strings.computingFailed }, (traversal) =>
        traversalRows(traversal, this.#traversalImages(traversal), this.#traversalWays(traversal), this.#rows),
      )}
    </section>`;
  }

  #traversalControls() {
    const { kind, rows, sigma, start } = this.#choices;
    return html`<div class="row">
      ${choice({ label: strings.directions, value: kind, set: (value) => this.set('kind', value) }, KINDS)}
      ${wholeNumber({ label: strings.directionsPerKind, value: rows, set: (value) => this.set('rows', value) }, 1)}
      ${slider(
        { label: strings.range, value: sigma, set: (value) => this.set('sigma', value) },
        { min: 0.5, max: 6, step: 0.5 },
        `±${sigma}σ`,
      )}
      ${choice(
        {
          label: strings.start,
          value: start === 'centre' ? 'mean' : 'row',
          set: (value) => this.set('start', value === 'mean' ? CENTER : 0),
        },
        [
          ['mean', strings.baseMean],
          ['row', strings.heldOutRow({ row: start === 'centre' ? 0 : start })],
        ],
      )}
      ${
        start === 'centre'
          ? nothing
          : wholeNumber({ label: strings.startRow, value: start, set: (value) => this.set('start', value) }, 0)
      }
    </div>`;
  }

  #planeView(grid: GridPlaces | null) {
    if (grid === null) return nothing;
    const last = grid.stages - 1;
    const stage = Math.min(this.stage, last);
    const whole = Math.round(stage);
    const isInside = whole > 0 && whole < last;
    const place =
      whole === 0 ? strings.data : whole === last ? strings.latents : strings.afterLayer({ layer: whole - 1 });
    const columns =
      whole === 0
        ? this.#columns
        : [0, 1].map((index) => (whole === last ? `z${index}` : shared.dimensionAt({ index })));
    const set = (value: number) => {
      this.stage = value;
    };
    return html`<section>
      <h2>${strings.plane}</h2>
      ${slider({ label: strings.place, value: stage, set }, { min: 0, max: last, step: 0.05 }, isInside ? String(whole - 1) : place)}
      <fs-plane-grid .places=${grid} .stage=${stage} .columns=${columns} label=${strings.planeChart({ place })}></fs-plane-grid>
      <div class="muted">${strings.planeText}</div>
    </section>`;
  }

  readonly #betweenImages = memo(betweenImages);
  readonly #betweenWays = memo(betweenWays);

  #betweenView() {
    const { from, to, method } = this.#way;
    return html`<section>
      <h2>${strings.interpolation}</h2>
      <div class="row">
        ${wholeNumber({ label: strings.fromRow, value: from, set: (value) => this.set('from', value) }, 0)}
        ${wholeNumber({ label: strings.toRow, value: to, set: (value) => this.set('to', value) }, 0)}
        ${choice({ label: strings.path, value: method, set: (value) => this.set('method', value) }, METHODS)}
      </div>
      ${answered(this.#between, { waiting: strings.interpolating, failed: strings.interpolatingFailed }, (between) =>
        betweenPoints(
          between,
          this.#betweenImages(between),
          this.#betweenWays(between, strings.fromTo({ from, to })),
          this.#rows,
        ),
      )}
    </section>`;
  }

  #baseView() {
    return answered(this.#latents, { waiting: strings.encoding, failed: strings.encodingFailed }, againstBase);
  }

  async #export(kind: string): Promise<void> {
    const traversal = this.#traversal.value;
    if (traversal === null) return;
    const { directions, sigmas, values, point, checkpoint } = traversal;
    const name = `${this.run!.id}-step-${checkpoint}-traversals`;
    const background = getComputedStyle(document.body).backgroundColor;
    if (kind === 'CSV') this.host.save(`${name}.csv`, traversalTable(traversal));
    else if (kind === 'SVG') {
      const chart = this.renderRoot.querySelector<TraversalPaths>('fs-traversal-paths')!;
      this.host.save(`${name}.svg`, svgText(chart.picture!, background));
    } else if (kind === 'PNG') {
      const grids = [...this.renderRoot.querySelectorAll<ImageGrid>('.traversal fs-image-grid')];
      const rows = directions.map(({ label }, row) => ({ label, canvas: grids[row]!.canvas! }));
      this.host.save(`${name}.png`, await pngBytes(traversalPicture(rows), background));
    } else this.host.save(`${name}.npy`, writeNpy(values, [directions.length, sigmas.length, ...point]));
  }
}
