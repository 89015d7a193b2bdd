/** The learned density, the true one if it is known, and their difference. */
import { css, html, nothing } from 'lit';
import { writeTable } from '../../daemon/encoding/write-csv.ts';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
import { formatCount, formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import { leftOutOf } from '../../daemon/statistics/row-summary.ts';
import type { MapName } from '../charts/base/color-table.ts';
import { pngBytes } from '../charts/base/picture.ts';
import '../charts/plane/plane-map.ts';
import type { PlaneMap } from '../charts/plane/plane-map.ts';
import type { Extent } from '../charts/plane/plane-navigation.ts';
import type { ColorLimits, PlaneValues } from '../charts/plane/plane-values.ts';
import { answered } from '../components/base/answered.ts';
import { CheckpointPanel, type Subject } from '../components/base/checkpoint-panel.ts';
import { button } from '../components/controls.ts';
import '../components/export-menu.ts';
import { memo } from '../components/base/memo.ts';
import { Resource } from '../components/base/resource.ts';
import { figures } from '../components/figures.ts';
import { leftOutLine } from '../components/left-out.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { strings as shared } from '../components/strings.ts';
import { type Densities, fetchDensity } from './density-data.ts';
import { densityPlanes } from './density-planes.ts';
import { strings } from './strings.ts';

export class DensityPanel extends CheckpointPanel {
  static override properties = { ...CheckpointPanel.properties, extent: { state: true } };
  static override styles = [
    panelStyles,
    css`
      .maps {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: 16px 20px;
      }
      .map {
        max-width: 520px;
        min-width: 0;
      }
    `,
  ];
  protected override readonly shownLater = strings.shownLater;
  /** null: around the training rows. */
  declare extent: Extent | null;
  readonly #densities = new Resource<Densities>(this);

  constructor() {
    super();
    this.extent = null;
  }

  protected override get busy(): boolean {
    return this.#densities.loading;
  }

  protected override forget(): void {
    this.extent = null;
    this.#densities.forget();
  }

  protected override askFor({ run, checkpoint, key, following }: Subject): void {
    const { extent } = this;
    this.#densities.load(
      `${key} ${extent?.join()}`,
      (signal) => fetchDensity(this.host, run, checkpoint, extent, signal),
      following && `${following} ${extent?.join()}`,
    );
  }

  protected override content() {
    return answered(
      this.#densities,
      { waiting: strings.drawing, failed: strings.drawingFailed },
      (found) => html`${this.#head(found)} ${this.#notDrawn(found)} ${this.#maps(found)}`,
    );
  }

  #show(extent: Extent | null): void {
    this.extent = extent;
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

  #maps(found: Densities) {
    const isLog = this.kept('log', false);
    const { learned, truth, difference, limits, ends } = this.#planes(found, isLog);
    const map = (title: string, plane: PlaneValues, kind: MapName, colors: ColorLimits, scale: string) =>
      html`<div class="map">
        <h2>${title}</h2>
        <fs-plane-map
          .plane=${plane}
          .limits=${colors}
          .columns=${found.columns}
          map=${kind}
          unit=${isLog ? 'nats' : ''}
          scale=${scale}
          label=${title}
          @extent=${(event: CustomEvent<Extent | null>) => this.#show(event.detail)}
        ></fs-plane-map>
      </div>`;
    const scale = isLog ? strings.logDensity : strings.density;
    return html`<div class="maps">
      ${map(isLog ? strings.learnedLog : strings.learned, learned, 'sequential', limits, scale)}
      ${truth && map(isLog ? strings.trueLog : strings.truth, truth, 'sequential', limits, scale)}
      ${difference && map(isLog ? strings.logDifference : strings.difference, difference, 'diverging', ends, strings.differenceScale)}
    </div>`;
  }

  async #export(kind: string, found: Densities): Promise<void> {
    const { learned, width, height, checkpoint } = found;
    const name = `${this.run!.id}-step-${checkpoint}-density`;
    if (kind === 'npy') return this.host.save(`${name}.npy`, writeNpy(learned, [height, width]));
    if (kind === 'CSV') return this.host.save(`${name}.csv`, densityTable(found));
    const canvas = this.renderRoot.querySelector<PlaneMap>('fs-plane-map')?.canvas ?? null;
    if (canvas !== null) this.host.save(`${name}.png`, await pngBytes(canvas));
  }
}

function densityFigures({ integral, divergence, checkpoint, width, height }: Densities) {
  return figures([
    {
      name: strings.integral,
      value: formatNumber(integral ?? Number.NaN, 5),
      detail: shared.step({ step: formatCount(checkpoint) }),
      definition: strings.integralDefinition({ width, height }),
    },
    divergence === null
      ? null
      : {
          name: strings.divergence,
          value: formatNats(divergence),
          unit: 'nats',
          definition: strings.divergenceDefinition,
        },
  ]);
}

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
