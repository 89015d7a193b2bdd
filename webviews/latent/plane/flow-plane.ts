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
import { panelStyles } from '../../components/panel-styles.ts';
import { strings as shared } from '../../components/strings.ts';
import { FollowedPoint } from '../followed-point.ts';
import type { Latents, PlaneLatents, Probe } from '../latent-data.ts';
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
  };
  declare host: PanelHost;
  declare subject: Subject | null;
  declare latents: Latents | null;
  /** The row to follow. */
  declare row: number;
  /** Number of layers applied, in fractions while the slider moves; null: all of them. */
  declare stage: number | null;
  readonly #point = new FollowedPoint(this);
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
  }

  protected override willUpdate(): void {
    const { subject } = this;
    if (subject === null) return;
    if (subject.run !== this.#run) this.stage = null;
    this.#run = subject.run;
    this.#point.ask(this.host, subject, this.row, false);
  }

  readonly #colors = memo((rows: ArrayLike<number>): PlaceColors => placeColors(rows));
  readonly #data = memo(dataGrid);
  readonly #rows = memo(runningRows);
  /** At each stage. */
  readonly #mark = memo((probe: Probe | null, z: readonly number[] | null): ArrayLike<number> | null => {
    const states = (probe?.states ?? []).flat().map((value) => value ?? Number.NaN);
    if (z !== null && states.length > 1) states.splice(-2, 2, ...z);
    return states.length === 0 ? null : states;
  });

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
    const last = places.stages - 1;
    const whole = Math.round(stage);
    const isLatent = space === 'z' && stage === last;
    // The data have names, and latents and what is between are numbered from 0.
    const columns =
      space === 'x' || whole === 0
        ? (result.columns ?? ['x', 'y'])
        : [0, 1].map((index) => (whole === last ? `z${index}` : shared.dimensionAt({ index })));
    return html`<fs-plane-grid
      .places=${places}
      .stage=${stage}
      .colors=${this.#colors(rows)}
      .mark=${space === 'x' ? this.#point.x : this.#mark(this.#point.probe.value, this.#point.z)}
      choosable
      ?movable=${space === 'x' || isLatent}
      .columns=${columns}
      label=${space === 'x' ? strings.dataChart : strings.planeChart({ place: this.#place(this.latents!.plane!, stage) })}
      @row=${(event: CustomEvent<number>) => this.#follow(event.detail)}
      @move=${({ detail: { x, y } }: CustomEvent<PlanePoint>) => this.#point.moveTo(space, [x, y])}
    ></fs-plane-grid>`;
  }

  #follow(row: number): void {
    this.#point.reset();
    this.row = row;
    this.dispatchEvent(new CustomEvent('follow', { detail: row }));
  }

  #followed(stage: number, show: (stage: number) => void) {
    return answered(
      this.#point.probe,
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

function pair(values: readonly (number | null)[]): string {
  return `(${values.map((value) => formatNumber(value ?? Number.NaN, 4)).join(', ')})`;
}
