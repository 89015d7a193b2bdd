/** The learned density of the plane, the true one if it is known, and their difference; of a table, conditional densities. */
import { css, html, nothing } from 'lit';
import { writeTable } from '../../daemon/encoding/write-csv.ts';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
import { leftOutOf } from '../../daemon/statistics/row-summary.ts';
import { isFigureOf } from '../../protocol/figures/define-figure.ts';
import { densityFigure } from '../../protocol/figures/density.ts';
import type { PanelView } from '../../protocol/panel/panel-state.ts';
import { PanelFailure } from '../bridge/panel-failure.ts';
import type { MapName } from '../charts/base/color-table.ts';
import { pngBytes } from '../charts/base/picture.ts';
import '../charts/plane/plane-map.ts';
import type { PlanePoint } from '../charts/plane/plane-cells.ts';
import type { Contour } from '../charts/plane/plane-contours.ts';
import type { PlaneMap, PlaneProbe } from '../charts/plane/plane-map.ts';
import type { Extent } from '../charts/plane/plane-navigation.ts';
import type { ColorLimits, PlaneValues } from '../charts/plane/plane-values.ts';
import { answered } from '../components/base/answered.ts';
import { CheckpointPanel, type Subject } from '../components/base/checkpoint-panel.ts';
import { button } from '../components/controls.ts';
import '../components/export-menu.ts';
import { memo } from '../components/base/memo.ts';
import { Resource } from '../components/base/resource.ts';
import { leftOutLine } from '../components/left-out.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { strings as shared } from '../components/strings.ts';
import './conditional/conditional-view.ts';
import { type CellLatents, type Densities, fetchDensity, fetchLatents } from './density-data.ts';
import { densityFigures } from './density-figures.ts';
import { densityHelp } from './density-help.ts';
import { densityPlanes } from './density-planes.ts';
import { probeReading, probeStyles } from './density-probe.ts';
import { contoursOf, regionKey, regionStyles } from './region-lines.ts';
import { strings } from './strings.ts';

/** Milliseconds that a picture rests before its values are requested. */
const REST = 120;

export class DensityPanel extends CheckpointPanel {
  static override properties = {
    ...CheckpointPanel.properties,
    extent: { state: true },
    probe: { state: true },
  };
  static override styles = [
    panelStyles,
    probeStyles,
    regionStyles,
    css`
      .maps {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px 20px;
      }
      .map {
        max-width: 520px;
        min-width: 0;
      }
      @media (min-width: 480px) {
        .maps {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      @media (min-width: 900px) {
        .maps {
          grid-template-columns: repeat(3, minmax(0, 1fr));
        }
      }
    `,
  ];
  protected override readonly shownLater = strings.shownLater;
  /** The part of the plane that all maps show; null: around the training rows. */
  declare extent: Extent | null;
  /** Where the cross-hair is. */
  declare probe: PlanePoint | null;
  /** Where it stays when the pointer leaves. */
  #chosen: PlanePoint | null = null;
  /** The extent whose values are requested: where the picture has come to rest. */
  #asked: Extent | null = null;
  #rest = 0;
  /** That of the densities around the training rows. */
  #home: Extent | null = null;
  #subject: Subject | null = null;
  readonly #densities = new Resource<Densities>(this);
  readonly #latents = new Resource<CellLatents>(this);

  constructor() {
    super();
    this.extent = null;
    this.probe = null;
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#rest);
    super.disconnectedCallback();
  }

  protected override get busy(): boolean {
    return this.#densities.loading;
  }

  protected override forget(): void {
    this.#show(null);
    this.probe = null;
    this.#chosen = null;
    this.#home = null;
    this.#subject = null;
    this.#densities.forget();
    this.#latents.forget();
  }

  /**
   * Whether the density has a picture without further choices: the data are of the plane, and the flow has no context.
   * What is not known of a run does not exclude it.
   */
  get #hasMaps(): boolean {
    const { error } = this.#densities;
    const needsContext = error instanceof PanelFailure && error.code === 'context';
    return !needsContext && this.run !== null && isFigureOf(densityFigure, this.run);
  }

  protected override askFor(subject: Subject): void {
    const { run, checkpoint, key, following } = subject;
    // The view of conditional densities requests again only for another one.
    if (key !== this.#subject?.key) this.#subject = subject;
    if (!this.#hasMaps) return;
    const extent = this.#asked;
    const part = extent?.join();
    const fetch = async (signal: AbortSignal) => {
      const found = await fetchDensity(this.host, run, checkpoint, extent, signal);
      if (extent === null) this.#home = found.extent;
      return found;
    };
    this.#densities.load(`${key} ${part}`, fetch, following && `${following} ${part}`);
    const found = this.#densities.value;
    if (found === null || found.latents === null) return;
    const { array } = found.latents;
    this.#latents.load(`${array}`, (signal) => fetchLatents(this.host, found, signal));
  }

  protected override content() {
    return this.#hasMaps ? this.#content() : this.#conditional();
  }

  #conditional() {
    return html`<fs-conditional
        .host=${this.host}
        .subject=${this.#subject}
        .remembered=${this.snapshot?.view.conditional}
        .offline=${this.snapshot?.offline === true}
        .isLog=${this.kept('log', false)}
        @log=${(event: CustomEvent<boolean>) => this.set('log', event.detail)}
        @remember=${({ detail }: CustomEvent<PanelView[string]>) =>
          this.host.remember({ ...this.snapshot?.view, conditional: detail })}
      ></fs-conditional>
      ${this.help(strings.help, strings.helpConditional, 'new-flow')}`;
  }

  #content() {
    return answered(
      this.#densities,
      { waiting: strings.drawing, failed: strings.drawingFailed },
      (found) =>
        html`${this.#head(found)} ${this.#notDrawn(found)} ${probeReading(found, this.#latents.value, this.probe)}
        ${this.#maps(found)} ${regionKey(found.regions)} ${this.help(strings.help, densityHelp(found), 'new-flow')}`,
    );
  }

  /** All maps move at once, with the values that are there; others are requested when they rest. */
  #show(extent: Extent | null): void {
    this.extent = extent;
    clearTimeout(this.#rest);
    const ask = () => {
      this.#asked = extent;
      this.requestUpdate();
    };
    if (extent === null) ask();
    else this.#rest = window.setTimeout(ask, REST);
  }

  #look({ point, isChosen }: PlaneProbe): void {
    if (isChosen) this.#chosen = point;
    this.probe = point ?? this.#chosen;
  }

  #head(found: Densities) {
    return html`<div class="row spread">
      ${densityFigures(found)}
      <div class="row">
        ${this.flag('log', strings.logScale)}
        ${this.extent === null ? nothing : button('zoom-out', shared.showAll, () => this.#show(null), shared.showAll)}
        <fs-export-menu
          what=${strings.theDensity}
          .kinds=${['PNG', 'CSV', 'npy']}
          @export=${(event: CustomEvent<string>) => void this.#export(event.detail, found)}
        ></fs-export-menu>
      </div>
    </div>`;
  }

  /** A density of zero is drawn, unlike one that is not known, or infinite. */
  readonly #unknown = memo(({ learned }: Densities) => leftOutOf(learned.map((log) => (log === -Infinity ? 0 : log))));

  #notDrawn(found: Densities) {
    const { notFinite } = this.#unknown(found);
    return leftOutLine(notFinite, found.learned.length, { rows: 'cells', summary: strings.thePicture });
  }

  readonly #planes = memo(densityPlanes);
  readonly #contours = memo((regions: Densities['regions'], isLog: boolean) => ({
    learned: contoursOf(regions, false, isLog),
    truth: contoursOf(regions, true, isLog),
  }));

  #maps(found: Densities) {
    const isLog = this.kept('log', false);
    const { learned, truth, difference, limits, ends } = this.#planes(found, isLog);
    const contours = this.#contours(found.regions, isLog);
    const view = this.extent ?? this.#home;
    const map = (
      title: string,
      plane: PlaneValues,
      kind: MapName,
      colors: ColorLimits,
      scale: string,
      lines: readonly Contour[] = NO_LINES,
    ) =>
      html`<div class="map">
        <h2>${title}</h2>
        <fs-plane-map
          .plane=${plane}
          .view=${view}
          .limits=${colors}
          .contours=${lines}
          .probe=${this.probe}
          .columns=${found.columns}
          map=${kind}
          unit=${isLog ? 'nats' : ''}
          scale=${scale}
          label=${title}
          @extent=${(event: CustomEvent<Extent | null>) => this.#show(event.detail)}
          @probe=${(event: CustomEvent<PlaneProbe>) => this.#look(event.detail)}
        ></fs-plane-map>
      </div>`;
    const scale = isLog ? strings.logDensity : strings.density;
    return html`<div class="maps">
      ${map(isLog ? strings.learnedLog : strings.learned, learned, 'sequential', limits, scale, contours.learned)}
      ${truth && map(isLog ? strings.trueLog : strings.truth, truth, 'sequential', limits, scale, contours.truth)}
      ${difference && map(isLog ? strings.logDifference : strings.difference, difference, 'diverging', ends, strings.differenceScale)}
    </div>`;
  }

  async #export(kind: string, found: Densities): Promise<void> {
    const { learned, width, height, checkpoint } = found;
    const name = `${this.run!.id}-step-${checkpoint}-density`;
    if (kind === 'npy') return this.host.save(`${name}.npy`, writeNpy(learned, [height, width]));
    if (kind === 'CSV') return this.host.save(`${name}.csv`, densityTable(found));
    const picture = this.renderRoot.querySelector<PlaneMap>('fs-plane-map')?.picture(this.run!.id) ?? null;
    if (picture !== null) this.host.save(`${name}.png`, await pngBytes(picture));
  }
}

/** The difference has none. */
const NO_LINES: readonly Contour[] = [];

/** The center of each cell with both log densities. */
function densityTable({ learned, truth, width, height, extent, columns }: Densities): string {
  const [left, right, bottom, top] = extent;
  const rows = Array.from(learned, (log, i) => [
    left + (((i % width) + 0.5) * (right - left)) / width,
    bottom + ((Math.floor(i / width) + 0.5) * (top - bottom)) / height,
    log,
    truth === null ? null : truth[i]!,
  ]);
  return writeTable([columns[0] ?? 'x', columns[1] ?? 'y', 'log q', 'log p'], rows);
}
