/** The latent space: the way from the data to the latents, traversals, interpolation, and the latents against the base distribution. */
import { html, nothing } from 'lit';
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
import { fetchLatents, type Latents } from './latent-data.ts';
import { planeSection } from './plane/plane-section.ts';
import { kindOf, type PointKind, sizeOf } from './points.ts';
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
  readonly #densities = new Resource<EnlargedDensities>(this);
  #subject: Subject | null = null;

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
    for (const resource of [this.#traversal, this.#between, this.#latents, this.#densities]) resource.forget();
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
    this.#latents.load(key, (signal) => fetchLatents(question(signal), point), following);
    const way = this.#way;
    if (way === null) return;
    const wayText = JSON.stringify(way);
    this.#between.load(
      `${key} ${wayText}`,
      (signal) => fetchBetween(question(signal), way, this.#kind === 'images'),
      following && `${following} ${wayText}`,
    );
    const of = this.#enlargedOf;
    if (of === null) return;
    this.#densities.load(`${key} ${this.enlarged!.of} ${text} ${wayText}`, (signal) =>
      fetchEnlargedDensities(question(signal), of, choices, way),
    );
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
    return keptWay(this.#kept, () => latents && (this.#distant(latents) ?? [0, 1]));
  }

  protected override content() {
    const kind = this.#kind;
    if (kind === null) return this.#traversalSection();
    if (kind === 'plane') {
      return html`${planeSection(this.host, this.#subject, this.#latents.value, {
        row: this.kept('follow', 0),
        follow: (row) => this.set('follow', row),
      })}
        <div class="pictures">${this.#traversalSection()} ${this.#betweenSection()}</div>
        ${this.#baseView()}`;
    }
    return html`${this.#traversalSection()} ${this.#rowSection()} ${this.#betweenSection()}
    ${kind === 'images' ? this.#levels() : nothing} ${this.#baseView()}
    ${this.#enlargedView()}`;
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
      .chosen=${this.#chosen(this.kept('follow', 0), this.#choices.start, from, to)}
      @choose=${({ detail }: CustomEvent<{ use: RowUse; row: number }>) => this.set(detail.use, detail.row)}
    ></fs-row-choice>`;
  }

  readonly #drawing = traversalDrawing();
  readonly #betweenDrawing = betweenDrawing();
  readonly #rows = memo(planeRows);

  #traversalSection() {
    const kind = this.#kind;
    const latents = this.#latents.value;
    return html`<section class="traversals">
      <div class="row spread">
        <h2>${strings.traversals({ sigma: this.#choices.sigma })}</h2>
        <fs-export-menu
          what=${strings.theTraversals}
          .kinds=${kind === null ? [] : EXPORTS[kind]}
          @export=${(event: CustomEvent<string>) => void this.#export(event.detail)}
        ></fs-export-menu>
      </div>
      ${traversalControls(this.#choices, this.#traversal.value?.levels ?? 1, (key, value) => this.set(key, value))}
      ${answered(this.#traversal, { waiting: strings.computing, failed: strings.computingFailed }, (traversal) =>
        this.#drawing.draw(traversal, latents, this.#rows(latents), {
          start: (row) => this.set('start', row),
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
    const latents = this.#latents.value;
    return html`<section>
      <h2>${strings.interpolation}</h2>
      ${betweenControls(way, this.#between.value, (key, value) => this.set(key, value))}
      ${answered(
        this.#between,
        { waiting: strings.interpolating, failed: strings.interpolatingFailed },
        (between) => html`${givenImages(between.given)} ${this.#betweenDrawing.draw(
          between,
          way,
          latents,
          this.#rows(latents),
          {
            nextEnd: this.nextEnd,
            choose: (row) => this.#chooseEnd(row, way),
            enlarge: (column) => {
              this.enlarged = { of: 'between', row: 0, column };
            },
          },
        )}
        ${contextNote(between)}`,
      )}
    </section>`;
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
    return answered(this.#latents, { waiting: strings.encoding, failed: strings.encodingFailed }, (latents) =>
      againstBase(latents, (text) => this.help(strings.help, text, 'explore-latent')),
    );
  }

  #enlargedView() {
    const { enlarged } = this;
    const of = this.#enlargedOf;
    if (enlarged === null || of === null) return nothing;
    const images = 'directions' in of ? this.#drawing.images(of)[enlarged.row] : this.#betweenDrawing.images(of);
    if (!images) return nothing;
    return enlargedView(of, images, enlarged, this.#densities.value, (next) => {
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
