/** The latent space: the way from the data to the latents, traversals, interpolation, and the latents against the base distribution. */
import { html, nothing } from 'lit';
import { isFigureOf } from '../../protocol/figures/define-figure.ts';
import { levelsFigure } from '../../protocol/figures/levels.ts';
import { probeFigure } from '../../protocol/figures/probe.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { answered } from '../components/base/answered.ts';
import { CheckpointPanel, type Subject } from '../components/base/checkpoint-panel.ts';
import '../components/export-menu.ts';
import { memo } from '../components/base/memo.ts';
import type { Kept } from '../components/base/panel-element.ts';
import { Resource } from '../components/base/resource.ts';
import '../components/panel-notice.ts';
import { distantRows } from '../../daemon/statistics/distant-rows.ts';
import { givenImages } from '../components/given-images.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { againstBase } from './base-view.ts';
import { fetchLatents, fetchRows, type Latents, type ShownRows } from './latent-data.ts';
import { planeSection } from './plane/plane-section.ts';
import { kindOf, type PointKind, sizeOf } from './points.ts';
import './round-trip/round-trip.ts';
import { roundTripFigures } from './round-trip/round-trip-figures.ts';
import './rows/row-choice.ts';
import { latentStyles } from './latent-styles.ts';
import type { RowUse } from './rows/row-choice.ts';
import { strings } from './strings.ts';
import { contextNote } from './traversal/between-view.ts';
import { chosenRows, dimensionsOf, keptChoices, keptWay } from './traversal/choices.ts';
import { betweenControls, traversalControls } from './traversal/controls.ts';
import { betweenDrawing, type WayEnd } from './traversal/draw-between.ts';
import { traversalDrawing } from './traversal/draw-traversal.ts';
import './levels/level-images.ts';
import {
  type Enlarged,
  type EnlargedDensities,
  enlargedView,
  fetchEnlargedDensities,
} from './traversal/enlarged-view.ts';
import {
  type Between,
  type BetweenChoices,
  type ContextMode,
  fetchBetween,
  fetchTraversal,
  type Traversal,
  type TraversalChoices,
} from './traversal/traversal-data.ts';
import { EXPORTS, exportTraversal } from './traversal/traversal-export.ts';
import { planeRows, traversalStyles } from './traversal/traversal-view.ts';

export class LatentPanel extends CheckpointPanel {
  static override properties = {
    ...CheckpointPanel.properties,
    enlarged: { state: true },
    nextEnd: { state: true },
  };
  static override styles = [panelStyles, traversalStyles, latentStyles];
  protected override readonly shownLater = strings.shownLater;
  /** null: none. */
  declare enlarged: Enlarged | null;
  /** The end of the interpolation that a click on a point chooses. */
  declare nextEnd: WayEnd;
  readonly #traversal = new Resource<Traversal>(this);
  readonly #between = new Resource<Between>(this);
  readonly #latents = new Resource<Latents>(this);
  /** Of a model without an encoder, in place of latents. */
  readonly #shown = new Resource<ShownRows>(this);
  readonly #densities = new Resource<EnlargedDensities>(this);
  #subject: Subject | null = null;
  /** What the daemon chooses for the context of an interpolation; undefined: not known. */
  #contextPreset: ContextMode | undefined;

  constructor() {
    super();
    this.enlarged = null;
    this.nextEnd = 'from';
  }

  protected override get busy(): boolean {
    return this.#traversal.loading;
  }

  protected override forget(): void {
    this.enlarged = null;
    this.nextEnd = 'from';
    this.#subject = null;
    this.#contextPreset = undefined;
    const all = [this.#traversal, this.#between, this.#latents, this.#shown, this.#densities];
    for (const resource of all) resource.forget();
  }

  protected override askFor(subject: Subject): void {
    const { run, checkpoint, key, following } = subject;
    // The views that request something themselves request it again only for another one.
    if (subject.key !== this.#subject?.key) this.#subject = subject;
    const question = (signal: AbortSignal) => ({ host: this.host, run, checkpoint, signal });
    const choices = this.#choices;
    const text = JSON.stringify(choices);
    this.#traversal.load(
      `${key} ${text}`,
      (signal) => fetchTraversal(question(signal), choices, this.#kind === null ? null : this.#kind === 'images'),
      following && `${following} ${text}`,
    );
    // The traversals tell what the data are.
    const point = this.#traversal.value?.point;
    if (point === undefined) return;
    if (this.#hasEncoder) {
      const hasLayers = this.#hasLayers;
      this.#latents.load(key, (signal) => fetchLatents(question(signal), point, hasLayers), following);
    } else this.#shown.load(run, (signal) => fetchRows(question(signal), point), run);
    const way = this.#way;
    if (way === null) return;
    const wayText = JSON.stringify(way);
    this.#between.load(
      `${key} ${wayText}`,
      async (signal) => {
        const between = await fetchBetween(question(signal), way, this.#kind === 'images');
        if (way.contextMode === null) this.#contextPreset = between.contextMode;
        return between;
      },
      following && `${following} ${wayText}`,
    );
    const of = this.#enlargedOf;
    if (of === null || this.run?.likelihood === 'none') return;
    this.#densities.load(`${key} ${this.enlarged!.of} ${text} ${wayText}`, (signal) =>
      fetchEnlargedDensities(question(signal), of, choices, way),
    );
  }

  get #hasEncoder(): boolean {
    return this.#traversal.value?.encoder !== false;
  }

  /** Whether points can be followed through layers, from the data to the latents. */
  get #hasLayers(): boolean {
    return this.run !== null && isFigureOf(probeFigure, this.run);
  }

  get #kind(): PointKind | null {
    const traversal = this.#traversal.value;
    return traversal === null ? null : kindOf(traversal.point);
  }

  get #enlargedOf(): Traversal | Between | null {
    if (this.enlarged === null) return null;
    return this.enlarged.of === 'traversal' ? this.#traversal.value : this.#between.value;
  }

  readonly #kept: Kept = (key, preset) => this.kept(key, preset);

  get #choices(): TraversalChoices {
    return keptChoices(this.#kept);
  }

  readonly #distant = memo(({ rows, point, kind }: Latents) => distantRows(rows, sizeOf(point), kind === 'images'));

  /** Two rows that are far from each other, until the user chooses others. null: the rows are not known yet. */
  get #way(): BetweenChoices | null {
    const latents = this.#latents.value;
    if (!this.#hasEncoder) return keptWay(this.#kept, () => [0, 1]);
    return keptWay(this.#kept, () => latents && (this.#distant(latents) ?? [0, 1]));
  }

  protected override content(run: RunInfo) {
    const kind = this.#kind;
    if (kind === null) return this.#traversalSection();
    if (!this.#hasEncoder) {
      return html`<div class="text">${strings.noEncoder}</div>
        <div class=${kind === 'plane' ? 'pictures' : 'parts'}>${this.#traversalSection()} ${this.#betweenSection()}</div>
        ${this.#enlargedView()}`;
    }
    if (kind === 'plane' && this.#hasLayers) {
      return html`${planeSection(this.host, this.#subject, this.#latents.value, {
        row: this.kept('follow', 0),
        follow: (row) => this.set('follow', row),
      })}
        <div class="pictures">${this.#traversalSection()} ${this.#betweenSection()}</div>
        ${this.#roundTrip()} ${this.#baseView()}`;
    }
    const paths =
      kind === 'plane'
        ? html`${this.#rowSection()}
            <div class="pictures">${this.#traversalSection()} ${this.#betweenSection()}</div>`
        : html`${this.#traversalSection()} ${this.#rowSection()} ${this.#betweenSection()}`;
    return html`${paths} ${kind === 'images' && isFigureOf(levelsFigure, run) ? this.#levels() : nothing}
    ${this.#roundTrip()} ${this.#baseView()} ${this.#enlargedView()}`;
  }

  readonly #chosen = memo(chosenRows);
  readonly #dimensions = memo(dimensionsOf);

  #rowSection() {
    const { from = null, to = null } = this.#way ?? {};
    return html`<fs-row-choice
      .host=${this.host}
      .subject=${this.#subject}
      .latents=${this.#latents.value}
      .dimensions=${this.#dimensions(this.#traversal.value)}
      .layered=${this.#hasLayers}
      .chosen=${this.#chosen(this.kept('follow', 0), this.#choices.start, from, to)}
      @choose=${({ detail }: CustomEvent<{ use: RowUse; row: number }>) => this.set(detail.use, detail.row)}
    ></fs-row-choice>`;
  }

  /** Of a flow it is exact, so that a figure says enough; its images have their reconstructions beside the levels. */
  #roundTrip() {
    const result = this.#latents.value?.result;
    if (!this.#hasLayers) {
      const point = this.#traversal.value?.point ?? [];
      return html`<fs-round-trip .host=${this.host} .subject=${this.#subject} .point=${point}></fs-round-trip>`;
    }
    if (result?.roundTrip == null) return nothing;
    const { split, roundTrip } = result;
    return html`<section>
      <h2>${strings.roundTrip}</h2>
      ${roundTripFigures({ split, roundTrip })}
    </section>`;
  }

  readonly #drawing = traversalDrawing();
  readonly #betweenDrawing = betweenDrawing();
  readonly #rows = memo(planeRows);

  #traversalSection() {
    const kind = this.#kind;
    const shown = this.#rowsShown;
    const hasEncoder = this.#hasEncoder;
    const heading = this.#hasLayers ? strings.traversals : strings.traversalsOfDecoder;
    return html`<section class="traversals">
      <div class="row spread">
        <h2>${heading({ sigma: this.#choices.sigma })}</h2>
        <fs-export-menu
          what=${strings.theTraversals}
          .kinds=${kind === null ? [] : EXPORTS[kind]}
          @export=${(event: CustomEvent<string>) => void this.#export(event.detail)}
        ></fs-export-menu>
      </div>
      ${traversalControls(this.#choices, { levels: this.#traversal.value?.levels ?? 1, hasEncoder }, (key, value) =>
        this.set(key, value),
      )}
      ${answered(this.#traversal, { waiting: strings.computing, failed: strings.computingFailed }, (traversal) =>
        this.#drawing.draw(traversal, shown, this.#rows(shown), {
          along: this.kept('along', ''),
          chooseAlong: (along) => this.set('along', along),
          start: hasEncoder ? (row) => this.set('start', row) : null,
          enlarge: (row, column) => {
            this.enlarged = { of: 'traversal', row, column };
          },
        }),
      )}
    </section>`;
  }

  #betweenSection() {
    const way = this.#way;
    if (way === null) return nothing;
    const shown = this.#rowsShown;
    const hasEncoder = this.#hasEncoder;
    return html`<section>
      <h2>${hasEncoder ? strings.interpolation : strings.interpolationOfDraws}</h2>
      ${betweenControls(way, { between: this.#between.value, preset: this.#contextPreset, hasEncoder }, (key, value) => this.set(key, value))}
      ${answered(
        this.#between,
        { waiting: strings.interpolating, failed: strings.interpolatingFailed },
        (between) => html`${givenImages(between.given)} ${this.#betweenDrawing.draw(
          between,
          way,
          shown,
          this.#rows(shown),
          {
            nextEnd: this.nextEnd,
            choose: hasEncoder ? (row) => this.#chooseEnd(row, way) : null,
            enlarge: (column) => {
              this.enlarged = { of: 'between', row: 0, column };
            },
          },
        )}
        ${contextNote(between)}`,
      )}
    </section>`;
  }

  /** null: not loaded yet. */
  get #rowsShown(): ShownRows | null {
    return this.#hasEncoder ? this.#latents.value : this.#shown.value;
  }

  /** The first click chooses the start, the next one the end. */
  #chooseEnd(row: number, { from, to }: BetweenChoices): void {
    const ends = { from, to, [this.nextEnd]: row };
    this.host.remember({ ...this.snapshot?.view, ...ends });
    this.nextEnd = this.nextEnd === 'from' ? 'to' : 'from';
  }

  #levels() {
    return html`<fs-levels
      .host=${this.host}
      .subject=${this.#subject}
      .row=${this.kept('follow', 0)}
    ></fs-levels>`;
  }

  #baseView() {
    const likelihood = this.run?.likelihood;
    const failed = likelihood === undefined ? strings.encodingFailed : strings.comparedFailed;
    return answered(this.#latents, { waiting: strings.encoding, failed }, (latents) =>
      againstBase(latents, likelihood, (text) => this.help(strings.help, text, 'explore-latent')),
    );
  }

  #enlargedView() {
    const { enlarged } = this;
    const of = this.#enlargedOf;
    if (enlarged === null || of === null) return nothing;
    const images = 'directions' in of ? this.#drawing.images(of)[enlarged.row] : this.#betweenDrawing.images(of);
    if (!images) return nothing;
    const told = { densities: this.#densities.value, likelihood: this.run?.likelihood };
    return enlargedView(of, images, enlarged, told, (next) => {
      this.enlarged = next;
    });
  }

  async #export(kind: string): Promise<void> {
    const traversal = this.#traversal.value;
    if (traversal === null) return;
    const name = `${this.run!.id}-step-${traversal.checkpoint}-traversals`;
    await exportTraversal(
      kind,
      traversal,
      { panel: this.renderRoot, name, run: this.run!.id, columns: this.#latents.value?.result.columns },
      (file, content) => this.host.save(file, content),
    );
  }
}
