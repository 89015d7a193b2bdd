/** A flow of the plane: from the data to the latents, layer by layer, and one point that can be followed and moved. */
import { css, html, LitElement, nothing } from 'lit';
import { formatNats, formatNumber } from '../../../daemon/format/numbers.ts';
import { type PlaceColors, placeColors } from '../../charts/paths/place-colors.ts';
import '../../charts/paths/plane-grid.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import type { GridPlaces } from '../../charts/paths/plane-grid.ts';
import type { PlanePoint } from '../../charts/plane/plane-cells.ts';
import { answered } from '../../components/base/answered.ts';
import type { Subject } from '../../components/base/checkpoint-panel.ts';
import { memo } from '../../components/base/memo.ts';
import { Resource } from '../../components/base/resource.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { strings as shared } from '../../components/strings.ts';
import { fetchProbe, type Latents, type PlaneLatents, type Probe, type ProbedPoint } from '../latent-data.ts';
import { strings } from '../strings.ts';
import { dataGrid } from './data-grid.ts';
import { runningRows, runningView } from './running-view.ts';
import './stage-slider.ts';

/** Sends `follow` (the index of a row) when the user chooses the row to follow. */
export class FlowPlane extends LitElement {
  static override properties = {
    host: { attribute: false },
    subject: { attribute: false },
    latents: { attribute: false },
    row: { type: Number },
    stage: { state: true },
    point: { state: true },
  };
  declare host: PanelHost;
  declare subject: Subject | null;
  declare latents: Latents | null;
  /** The row to follow. */
  declare row: number;
  /** Number of layers applied, in fractions while the slider moves; null: all of them. */
  declare stage: number | null;
  /** Where the point was moved to; null: it is the row. */
  declare point: ProbedPoint | null;
  readonly #probe = new Resource<Probe>(this);
  #run: string | null = null;

  static override styles = [
    panelStyles,
    css`
      :host {
        min-height: 0;
        gap: 8px;
      }
      .panes {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px 20px;
        align-items: start;
      }
      @media (min-width: 480px) {
        .panes {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
        .followed {
          grid-column: 1 / -1;
        }
      }
      @media (min-width: 1100px) {
        .panes {
          grid-template-columns: repeat(2, minmax(0, 1fr)) minmax(0, 1.1fr);
        }
        .followed {
          grid-column: auto;
        }
      }
      .followed .answer {
        gap: 6px;
      }
    `,
  ];

  constructor() {
    super();
    this.subject = null;
    this.latents = null;
    this.row = 0;
    this.stage = null;
    this.point = null;
  }

  protected override willUpdate(): void {
    const { subject } = this;
    if (subject === null) return;
    const { run, checkpoint, key } = subject;
    if (run !== this.#run) {
      [this.stage, this.point] = [null, null];
      this.#probe.forget();
    }
    this.#run = run;
    const point = this.point ?? { row: this.row };
    // While the point is dragged, an older request completes first: otherwise none would before the pointer rests.
    this.#probe.load(
      `${key} ${JSON.stringify(point)}`,
      (signal) => fetchProbe({ host: this.host, run, checkpoint, signal }, point, false),
      `${run} probe`,
    );
  }

  readonly #colors = memo((rows: ArrayLike<number>): PlaceColors => placeColors(rows));
  readonly #data = memo(dataGrid);
  readonly #rows = memo(runningRows);
  readonly #mark = memo((probe: Probe | null, point: ProbedPoint | null): ArrayLike<number> | null => {
    const states = (probe?.states ?? []).flat().map(known);
    // The point goes with the pointer, and what is computed of it follows.
    if (point !== null && 'z' in point && states.length > 1) states.splice(-2, 2, ...point.z);
    return states.length === 0 ? null : states;
  });
  readonly #dataMark = memo((probe: Probe | null, point: ProbedPoint | null): ArrayLike<number> | null =>
    point !== null && 'x' in point ? point.x : (probe?.x.map(known) ?? null),
  );

  override render() {
    const { latents } = this;
    const plane = latents?.plane ?? null;
    if (latents === null || plane === null) return nothing;
    const last = plane.grid.stages - 1;
    const stage = Math.min(this.stage ?? last, last);
    const place = this.#place(plane, stage);
    const show = (next: number) => {
      this.stage = next;
    };
    return html`<fs-stage-slider
        .stage=${stage}
        .names=${this.#names(plane)}
        place=${place}
        @stage=${(event: CustomEvent<number>) => show(event.detail)}
      ></fs-stage-slider>
      <div class="panes">
        <div>
          <h3>${strings.dataSpace}</h3>
          ${this.#grid(this.#data(plane.extent, plane.grid.lines, latents.rows), 0, latents, 'x')}
        </div>
        <div>
          <h3>${place}</h3>
          ${this.#grid(plane.grid, stage, latents, 'z')}
        </div>
        <div class="followed">${this.#followed(stage, show)}</div>
      </div>
      <div class="muted">${strings.planeText}</div>`;
  }

  readonly #names = memo(({ layers, grid }: PlaneLatents): readonly string[] => [
    strings.data,
    ...Array.from({ length: grid.stages - 1 }, (_, i) => layers[i]?.replace(/^\d+\s+/, '') ?? String(i)),
  ]);

  #place({ layers, grid }: PlaneLatents, stage: number): string {
    const whole = Math.round(stage);
    if (whole === 0) return strings.inUnitsOfFlow;
    if (whole === grid.stages - 1) return strings.latentSpace;
    return strings.afterLayer({ layer: layers[whole - 1] ?? whole - 1 });
  }

  #grid(places: GridPlaces, stage: number, { rows, result }: Latents, space: 'x' | 'z') {
    const { point } = this;
    const probe = this.#probe.value;
    const last = places.stages - 1;
    const whole = Math.round(stage);
    const isLatent = space === 'z' && stage === last;
    const columns =
      space === 'x'
        ? (result.columns ?? ['x', 'y'])
        : [0, 1].map((index) => (whole === last ? `z${index}` : shared.dimensionAt({ index })));
    return html`<fs-plane-grid
      .places=${places}
      .stage=${stage}
      .colors=${this.#colors(rows)}
      .mark=${space === 'x' ? this.#dataMark(probe, point) : this.#mark(probe, point)}
      choosable
      ?movable=${space === 'x' || isLatent}
      .columns=${columns}
      label=${space === 'x' ? strings.dataChart : strings.planeChart({ place: this.#place(this.latents!.plane!, stage) })}
      @row=${(event: CustomEvent<number>) => this.#follow(event.detail)}
      @move=${(event: CustomEvent<PlanePoint>) => this.#moveTo(space, event.detail)}
    ></fs-plane-grid>`;
  }

  #follow(row: number): void {
    this.point = null;
    this.row = row;
    this.dispatchEvent(new CustomEvent('follow', { detail: row }));
  }

  #moveTo(space: 'x' | 'z', { x, y }: PlanePoint): void {
    this.point = space === 'x' ? { x: [x, y] } : { z: [x, y] };
  }

  #followed(stage: number, show: (stage: number) => void) {
    return answered(
      this.#probe,
      { waiting: strings.following, failed: strings.followingFailed },
      (probe) => html`<h3>${probe.row === null ? strings.followedPoint : strings.followedRow({ row: probe.row })}</h3>
        <div class="number">${strings.probedPlaces({
          x: pair(probe.x),
          z: pair(probe.z),
          truth: probe.logp === null ? '' : strings.probedTruth({ logp: formatNats(probe.logp) }),
        })}</div>
        ${runningView(probe, this.#rows(probe), stage, show)}`,
    );
  }
}

customElements.define('fs-flow-plane', FlowPlane);

const known = (value: number | null) => value ?? Number.NaN;

function pair(values: readonly (number | null)[]): string {
  return `(${values.map((value) => formatNumber(known(value), 4)).join(', ')})`;
}
