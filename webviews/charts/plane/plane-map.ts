/** Values over a rectangle of the plane as colors. When the user moves or zooms, the panel requests new values. */
import { css, html, nothing, svg } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { roundTicks } from '../../../daemon/pictures/ticks.ts';
import { ChartElement } from '../base/chart-element.ts';
import { drawColorScale } from '../base/color-scale.ts';
import { colorTable, type MapName } from '../base/color-table.ts';
import '../base/number-table.ts';
import { chartStyles } from '../base/chart-styles.ts';
import type { NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { strings } from '../strings.ts';
import { aspectOf, type Extent, keyed, moved, placeIn, wheeled } from './plane-navigation.ts';
import { type ColorLimits, limitLabels, type PlaneValues, planePixels } from './plane-values.ts';

/** Room for the axes left of and below the picture, and the distance of two ticks at least; CSS pixels. */
const AXES = { left: 44, bottom: 34, tick: 40 };

/** Sends `extent` (null: the initial one) when the user moves or zooms. */
export class PlaneMap extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    plane: { attribute: false },
    limits: { attribute: false },
    map: {},
    label: {},
    unit: {},
    scale: {},
    columns: { attribute: false },
    hover: { state: true },
  };
  declare plane: PlaneValues | null;
  declare limits: ColorLimits;
  declare map: MapName;
  /** For screen readers. */
  declare label: string;
  declare unit: string;
  /** Title of the color scale. */
  declare scale: string;
  declare columns: readonly string[];
  declare hover: { readonly x: number; readonly y: number; readonly value: number } | null;
  #drag: { readonly x: number; readonly y: number } | null = null;

  static override styles = [
    chartStyles,
    css`
    .frame {
      position: relative;
      padding-inline-start: 44px;
      padding-block-end: 34px;
      direction: ltr;
    }
    .frame svg {
      position: absolute;
      inset: 0;
      overflow: visible;
      pointer-events: none;
    }
    canvas.plane {
      width: 100%;
      image-rendering: auto;
      cursor: crosshair;
      touch-action: none;
      box-shadow: 0 0 0 1px var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    canvas.plane:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .legend {
      justify-content: flex-start;
      align-items: center;
      margin-top: 4px;
      flex-wrap: wrap;
    }
    .legend canvas {
      width: 100px;
      height: 10px;
    }
  `,
  ];

  constructor() {
    super();
    this.plane = null;
    this.limits = [0, 1];
    this.map = 'sequential';
    this.label = '';
    this.unit = '';
    this.scale = '';
    this.columns = ['x', 'y'];
    this.hover = null;
  }

  /** For export. */
  get canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector('canvas.plane');
  }

  override render() {
    const { plane, hover, columns, limits } = this;
    if (plane === null) return nothing;
    const [low, high] = limitLabels(plane, limits);
    return html`
      <div class="frame">
      <canvas
        class="plane"
        tabindex="0"
        role="img"
        aria-label=${strings.labelWithKeys({ label: this.label })}
        @mousemove=${this.#onHover}
        @mouseleave=${() => {
          this.hover = null;
        }}
        @pointerdown=${(event: PointerEvent) => {
          this.#drag = { x: event.clientX, y: event.clientY };
        }}
        @pointerup=${this.#onUp}
        @dblclick=${() => this.#tell(null)}
        @keydown=${this.#onKey}
        @wheel=${{ handleEvent: (event: WheelEvent) => this.#onWheel(event), passive: false }}
      ></canvas>
      ${this.#axes(plane.extent)}
      </div>
      <div class="axis legend">
        ${this.scale === '' ? nothing : html`<span>${this.scale}</span>`}
        <span>${low}</span><canvas class="scale" aria-hidden="true"></canvas
        ><span>${high} ${this.unit}</span>
        <span>${hover === null ? nothing : `(${formatNumber(hover.x, 3)}, ${formatNumber(hover.y, 3)}): ${formatNumber(hover.value, 4)}`}</span>
      </div>
      ${this.hasPicture ? saveButton(this, 'PNG', this.label, () => this.canvas) : nothing}
      <fs-number-table .table=${cellTable(plane, columns)} what=${this.label}></fs-number-table>
    `;
  }

  /** CSS pixels. */
  get #size(): readonly [width: number, height: number] {
    const width = this.width - AXES.left;
    return [width, width * aspectOf(this.plane!.extent)];
  }

  #axes([left, right, bottom, top]: Extent) {
    const { theme, columns } = this;
    const [width, height] = this.#size;
    if (theme === null || width <= 0) return nothing;
    const count = (length: number) => Math.max(1, Math.floor(length / AXES.tick));
    const x = (value: number) => AXES.left + ((value - left) / (right - left)) * width;
    const y = (value: number) => ((top - value) / (top - bottom)) * height;
    const color = theme.muted;
    return html`<svg
      width=${this.width}
      height=${height + AXES.bottom}
      fill=${color}
      stroke-width="1"
      font-family=${theme.font}
      font-size="11"
      aria-hidden="true"
      translate="no"
    >
      ${roundTicks(left, right, count(width)).map(
        ({ value, label }) => svg`
          <line x1=${x(value)} x2=${x(value)} y1=${height} y2=${height + 4} stroke=${color} />
          <text x=${x(value)} y=${height + 15} text-anchor="middle">${label}</text>`,
      )}
      ${roundTicks(bottom, top, count(height)).map(
        ({ value, label }) => svg`
          <line x1=${AXES.left - 4} x2=${AXES.left} y1=${y(value)} y2=${y(value)} stroke=${color} />
          <text x=${AXES.left - 6} y=${y(value) + 4} text-anchor="end">${label}</text>`,
      )}
      <text x=${AXES.left + width / 2} y=${height + 30} text-anchor="middle">${columns[0]}</text>
      <text x="9" y=${height / 2} text-anchor="middle" transform="rotate(-90 9 ${height / 2})">${columns[1]}</text>
    </svg>`;
  }

  protected override draw(): void {
    const { plane, canvas } = this;
    const scale = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.scale');
    if (plane === null || canvas === null || scale === null) return;
    const { width, height } = plane;
    const table = colorTable(this.map, this.theme!.isDark);
    const { buffer } = planePixels(plane, this.limits, table);
    canvas.width = width;
    canvas.height = height;
    canvas.style.aspectRatio = String(1 / aspectOf(plane.extent));
    canvas.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(buffer), width, height), 0, 0);
    drawColorScale(scale, table);
  }

  #onHover(event: MouseEvent): void {
    const { plane } = this;
    if (plane === null) return;
    const [atX, atY] = placeIn(event);
    const [left, right, bottom, top] = plane.extent;
    const column = Math.max(0, Math.min(plane.width - 1, Math.floor(atX * plane.width)));
    const row = Math.max(0, Math.min(plane.height - 1, Math.floor(atY * plane.height)));
    this.hover = {
      x: left + atX * (right - left),
      y: bottom + atY * (top - bottom),
      value: plane.values[row * plane.width + column]!,
    };
  }

  #onUp(event: PointerEvent): void {
    const { plane } = this;
    const drag = this.#drag;
    this.#drag = null;
    if (plane === null || drag === null) return;
    const [dx, dy] = [drag.x - event.clientX, event.clientY - drag.y];
    // A click is not a move.
    if (Math.hypot(dx, dy) < 4) return;
    const [width, height] = this.#size;
    this.#tell(moved(plane.extent, dx / width, dy / height));
  }

  #onWheel(event: WheelEvent): void {
    if (this.plane !== null) this.#tell(wheeled(event, this.plane.extent));
  }

  #onKey(event: KeyboardEvent): void {
    if (this.plane !== null) this.#tell(keyed(event, this.plane.extent));
  }

  #tell(extent: Extent | null | undefined): void {
    if (extent === undefined) return;
    this.dispatchEvent(new CustomEvent<Extent | null>('extent', { detail: extent }));
  }
}

customElements.define('fs-plane-map', PlaneMap);

/** Rows and columns in the table of cells. */
const TABLE_CELLS = 14;

/** Evenly spaced cells. */
function cellTable({ values, width, height, extent }: PlaneValues, columns: readonly string[]): NumberTable {
  const [left, right, bottom, top] = extent;
  const [across, up] = [Math.min(TABLE_CELLS, width), Math.min(TABLE_CELLS, height)];
  return {
    columns: [columns[0] ?? 'x', columns[1] ?? 'y', strings.value],
    rows: across * up,
    row(index) {
      const column = Math.floor((((index % across) + 0.5) * width) / across);
      const row = Math.floor(((Math.floor(index / across) + 0.5) * height) / up);
      return [
        formatNumber(left + ((column + 0.5) * (right - left)) / width, 3),
        formatNumber(bottom + ((row + 0.5) * (top - bottom)) / height, 3),
        formatNumber(values[row * width + column]!, 4),
      ];
    },
  };
}
