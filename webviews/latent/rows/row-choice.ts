/** Held-out rows of a table or of images, which are chosen by a click, and one of them layer by layer. */
import { css, html, nothing } from 'lit';
import { formatNats } from '../../../daemon/format/numbers.ts';
import { nameTicks } from '../../../daemon/pictures/column-ticks.ts';
import type { Tick } from '../../../daemon/pictures/ticks.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import { MeasuredElement } from '../../charts/base/measured-element.ts';
import '../../charts/cells/image-grid.ts';
import { placeColors } from '../../charts/paths/place-colors.ts';
import '../../charts/paths/plane-grid.ts';
import type { GridPlaces } from '../../charts/paths/plane-grid.ts';
import type { PlanePoint } from '../../charts/plane/plane-cells.ts';
import { answered } from '../../components/base/answered.ts';
import type { Subject } from '../../components/base/checkpoint-panel.ts';
import { memo } from '../../components/base/memo.ts';
import { choice } from '../../components/controls.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { FollowedPoint } from '../followed-point.ts';
import type { Latents } from '../latent-data.ts';
import { runningRows, runningView } from '../plane/running-view.ts';
import { imagesOf, sizeOf } from '../points.ts';
import { strings } from '../strings.ts';
import { columnPairs } from './column-pairs.ts';
import { latentSliders, sliderStyles } from './latent-sliders.ts';

/** What a row is chosen for. */
export type RowUse = 'follow' | 'start' | 'from' | 'to';

export type ChosenRows = Readonly<Record<RowUse, number | null>>;

const USES: readonly (readonly [RowUse, string])[] = [
  ['follow', strings['use.follow']],
  ['start', strings['use.start']],
  ['from', strings['use.from']],
  ['to', strings['use.to']],
];

/** Images beside each other: at most, and the width of one, CSS pixels. */
const [MOST_BESIDE, IMAGE] = [16, 56];

/** Sends `choose` ({use, row}) when the user chooses a row. */
export class RowChoice extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    host: { attribute: false },
    subject: { attribute: false },
    latents: { attribute: false },
    chosen: { attribute: false },
    dimensions: { attribute: false },
    layered: { attribute: false },
    use: { state: true },
    axes: { state: true },
  };
  declare host: PanelHost;
  declare subject: Subject | null;
  declare latents: Latents | null;
  declare chosen: ChosenRows;
  /** Latent dimensions with much influence, which sliders of images move. */
  declare dimensions: readonly number[];
  /** The model has layers, through which a row can be followed. */
  declare layered: boolean;
  /** What a click chooses a row for. */
  declare use: RowUse;
  /** Columns of the data, and dimensions of the latents. */
  declare axes: { readonly x: readonly [number, number]; readonly z: readonly [number, number] };
  readonly #point = new FollowedPoint(this);

  static override styles = [
    panelStyles,
    sliderStyles,
    css`
      :host {
        min-height: 0;
        gap: 6px;
      }
      .panes {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px 20px;
      }
      @media (min-width: 480px) {
        .panes {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      .panes > div {
        max-width: 520px;
      }
      details .answer {
        gap: 6px;
        margin-top: 6px;
      }
    `,
  ];

  constructor() {
    super();
    this.subject = null;
    this.latents = null;
    this.chosen = { follow: 0, start: null, from: null, to: null };
    this.dimensions = [];
    this.layered = true;
    this.use = 'follow';
    this.axes = { x: [0, 1], z: [0, 1] };
  }

  protected override willUpdate(): void {
    const { subject, latents } = this;
    if (subject === null || latents === null) return;
    if (!this.layered) {
      if (this.use === 'follow') this.use = 'start';
      return;
    }
    this.#point.ask(this.host, subject, this.chosen.follow ?? 0, latents.kind === 'images');
  }

  override render() {
    const { latents } = this;
    if (latents === null || latents.rows.length === 0) return nothing;
    return html`<div class="row spread">
        <h2>${strings.heldOutRows}</h2>
        ${choice(
          {
            label: strings.clickSets,
            value: this.use,
            set: (use) => {
              this.use = use;
            },
          },
          USES.filter(([use]) => this.layered || use !== 'follow'),
        )}
      </div>
      ${
        latents.kind === 'images'
          ? html`${this.#images(latents)} ${this.layered ? latentSliders(this.#point, latents, this.dimensions) : nothing}`
          : this.#points(latents)
      }
      ${this.layered ? this.#followed() : nothing}`;
  }

  readonly #shown = memo(({ rows, point }: Latents) => imagesOf(rows, rows.length / sizeOf(point), point));

  #images(latents: Latents) {
    const { follow, start, from, to } = this.chosen;
    const images = this.#shown(latents);
    const marks = { follow: [follow], start: [start], from: [from, to], to: [from, to] }[this.use];
    return html`<fs-image-grid
      .images=${images}
      .columns=${Math.max(4, Math.min(MOST_BESIDE, Math.floor(this.width / IMAGE)))}
      fills
      choosable
      .marks=${marks.filter((row) => row !== null && row < images.n)}
      label=${strings.rowImages}
      @image=${(event: CustomEvent<number>) => this.#choose(event.detail)}
    ></fs-image-grid>`;
  }

  readonly #pairs = memo(
    (
      { rows, z, point, result }: Latents,
      axes: RowChoice['axes'],
    ): { readonly x: GridPlaces; readonly z: GridPlaces } => {
      const width = sizeOf(point);
      const n = rows.length / width;
      const places = (pairs: Float64Array): GridPlaces => ({
        lines: 0,
        points: 0,
        positions: [],
        rows: pairs,
        stages: 1,
      });
      const latents = latentWidth(result);
      const within = ([a, b]: readonly [number, number], most: number) =>
        [Math.min(a, most - 1), Math.min(b, most - 1)] as const;
      return {
        x: places(columnPairs(rows, width, within(axes.x, width), n)),
        z: places(columnPairs(z, latents, within(axes.z, latents), Math.min(n, z.length / latents))),
      };
    },
  );
  readonly #colors = memo(({ x }: { readonly x: GridPlaces }) => placeColors(x.rows));

  /** The rows in the data and among the latents, each with one color in both. */
  #points(latents: Latents) {
    const width = sizeOf(latents.point);
    if (width < 2) return nothing;
    const pairs = this.#pairs(latents, this.axes);
    const colors = this.#colors(pairs);
    const columns = latents.result.columns ?? [];
    const names = {
      x: Array.from({ length: width }, (_, d) => columns[d] ?? `x${d}`),
      z: Array.from({ length: latentWidth(latents.result) }, (_, d) => `z${d}`),
    };
    const pane = (space: 'x' | 'z') => {
      const [a, b] = this.axes[space].map((d) => Math.min(d, names[space].length - 1)) as [number, number];
      const options = names[space].map((name, d) => [d, name] as const);
      const pick = (side: 0 | 1, label: string) =>
        choice(
          {
            label,
            value: side === 0 ? a : b,
            set: (d) => {
              this.axes = { ...this.axes, [space]: side === 0 ? [d, b] : [a, d] };
            },
          },
          options,
        );
      const row = this.chosen[this.use];
      const { rows } = pairs[space];
      const ofRow = row === null || row >= rows.length / 2 ? null : [rows[2 * row]!, rows[2 * row + 1]!];
      const followed = this.#point[space];
      const isFollowed = this.use === 'follow' && followed !== null;
      return html`<div>
        <h3>${space === 'x' ? strings.dataSpace : strings.latentSpace}</h3>
        <div class="row">${pick(0, strings.across)} ${pick(1, strings.up)}</div>
        <fs-plane-grid
          .places=${pairs[space]}
          .colors=${colors}
          .mark=${isFollowed ? [followed[a]!, followed[b]!] : ofRow}
          choosable
          ?movable=${isFollowed}
          .columns=${[names[space][a]!, names[space][b]!]}
          .ticks=${space === 'x' ? [ticksOf(latents, names.x[a]!), ticksOf(latents, names.x[b]!)] : [null, null]}
          label=${space === 'x' ? strings.dataChart : strings.latentChart}
          @row=${(event: CustomEvent<number>) => this.#choose(event.detail)}
          @move=${({ detail: { x, y } }: CustomEvent<PlanePoint>) =>
            this.#point.moveCoordinates(space, [
              [a, x],
              [b, y],
            ])}
        ></fs-plane-grid>
      </div>`;
    };
    return html`<div class="panes">${pane('x')} ${pane('z')}</div>
      <div class="muted">${strings.rowColors} ${this.use === 'follow' ? strings.dragRow : nothing}</div>`;
  }

  #choose(row: number): void {
    const { use } = this;
    if (use === 'follow') this.#point.reset();
    this.dispatchEvent(new CustomEvent<{ use: RowUse; row: number }>('choose', { detail: { use, row } }));
  }

  readonly #rows = memo(runningRows);

  #followed() {
    return html`<details>
      <summary>${this.#summary()}</summary>
      ${answered(this.#point.probe, { waiting: strings.following, failed: strings.followingFailed }, (probe) =>
        runningView(probe, this.#rows(probe), null, null),
      )}
    </details>`;
  }

  #summary() {
    const row = this.chosen.follow ?? 0;
    const probe = this.#point.probe.value;
    if (probe === null) return strings.followedRow({ row });
    const logq = formatNats(probe.logq);
    return probe.row === null ? strings.followedPointSum({ logq }) : strings.followedSum({ row, logq });
  }
}

/** Number of latent dimensions. */
function latentWidth({ shape }: Latents['result']): number {
  return shape[1] ?? 1;
}

customElements.define('fs-row-choice', RowChoice);

/** Of a column with categories; null: it has numbers. */
function ticksOf({ result: { categories = [] } }: Latents, column: string): readonly Tick[] | null {
  const names = categories.find((entry) => entry.column === column)?.values;
  return names === undefined ? null : nameTicks(names);
}
