/** Values over a rectangle of the plane as colors. When the user moves or zooms, the panel requests new values. */
import { css, html, nothing } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { ChartElement } from '../base/chart-element.ts';
import type { MapName } from '../base/color-table.ts';
import '../base/number-table.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { framedPicture } from '../base/framed-picture.ts';
import { saveButton } from '../base/picture.ts';
import { sizeSharply } from '../base/sharp-canvas.ts';
import { strings } from '../strings.ts';
import { AXES, axesStyles, crossHair, crossHairStyles, planeAxes, planePlaces } from './plane-axes.ts';
import { cellAt, cellTable, centerOf, type PlanePoint } from './plane-cells.ts';
import type { Contour } from './plane-contours.ts';
import { aspectOf, type Extent, moved, placeIn, wheeled } from './plane-navigation.ts';
import { PlanePainter } from './plane-painter.ts';
import { type ColorLimits, limitLabels, type PlaneValues } from './plane-values.ts';
import { probedBy } from './probe-keys.ts';

/** A point that the user looks at. */
export interface PlaneProbe {
  /** null: none any longer. */
  readonly point: PlanePoint | null;
  /** Chosen by a click or a key: it stays when the pointer leaves. */
  readonly isChosen: boolean;
}

/**
 * Sends `extent` (null: the initial one) while the user moves or zooms, and `probe` (PlaneProbe) for the point under the pointer or
 * the cross-hair.
 */
export class PlaneMap extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    plane: { attribute: false },
    view: { attribute: false },
    limits: { attribute: false },
    contours: { attribute: false },
    probe: { attribute: false },
    map: {},
    label: {},
    unit: {},
    scale: {},
    columns: { attribute: false },
  };
  declare plane: PlaneValues | null;
  /** The part of the plane that is shown; null: that of the values. */
  declare view: Extent | null;
  declare limits: ColorLimits;
  declare contours: readonly Contour[];
  /** Where the cross-hair is. */
  declare probe: PlanePoint | null;
  declare map: MapName;
  /** For screen readers. */
  declare label: string;
  declare unit: string;
  /** Title of the color scale. */
  declare scale: string;
  declare columns: readonly string[];
  #drag: { readonly x: number; readonly y: number; readonly extent: Extent; isMove: boolean } | null = null;
  readonly #painter = new PlanePainter();

  static override styles = [
    chartStyles,
    axesStyles,
    crossHairStyles,
    css`
    canvas.plane {
      width: 100%;
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
    }
    .reading {
      min-height: 1.4em;
    }
    .legend canvas {
      flex: 0 1 100px;
      min-width: 24px;
      height: 10px;
    }
  `,
  ];

  constructor() {
    super();
    this.plane = null;
    this.view = null;
    this.limits = [0, 1];
    this.contours = [];
    this.probe = null;
    this.map = 'sequential';
    this.label = '';
    this.unit = '';
    this.scale = '';
    this.columns = ['x', 'y'];
  }

  /** For export. */
  get canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector('canvas.plane');
  }

  override render() {
    const { plane, columns, limits } = this;
    if (plane === null) return nothing;
    const [low, high] = limitLabels(plane, limits);
    return html`
      <div class="frame">
      <canvas
        class="plane"
        tabindex="0"
        role="img"
        aria-label=${strings.mapWithKeys({ label: this.label })}
        @pointermove=${this.#onMove}
        @pointerleave=${() => this.#look(null, false)}
        @pointerdown=${this.#onDown}
        @pointerup=${this.#onUp}
        @pointercancel=${() => {
          this.#drag = null;
        }}
        @dblclick=${() => this.#tell(null)}
        @focus=${this.#onFocus}
        @keydown=${this.#onKey}
        @wheel=${{ handleEvent: (event: WheelEvent) => this.#onWheel(event), passive: false }}
      ></canvas>
      ${this.#axes()}
      </div>
      <div class="axis legend">
        ${this.scale === '' ? nothing : html`<span>${this.scale}</span>`}
        <span>${low}</span><canvas class="scale" aria-hidden="true"></canvas
        ><span>${high} ${this.unit}</span>
      </div>
      <div class="axis reading">${this.#reading(plane)}</div>
      ${
        this.hasPicture
          ? saveButton(
              this,
              'PNG',
              this.label,
              () => this.canvas,
              () => this.#frame(low, high),
            )
          : nothing
      }
      <fs-number-table .table=${cellTable(plane, columns)} what=${this.label}></fs-number-table>
    `;
  }

  /** The picture with its axes and colors, for export. @param source of which run it is */
  picture(source: string): HTMLCanvasElement | null {
    const { canvas, plane, limits, theme, label } = this;
    if (canvas === null || plane === null || theme === null) return null;
    const [low, high] = limitLabels(plane, limits);
    return framedPicture(canvas, { ...this.#frame(low, high), title: label, notes: [source] }, theme);
  }

  #frame(low: string, high: string) {
    const { scale, unit, columns } = this;
    const colors = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.scale')!;
    const ends = { low: `${scale} ${low}`.trim(), high: `${high} ${unit}`.trim() };
    return { axes: { extent: this.#shown, columns }, scale: { colors, ...ends } };
  }

  /** The value at the cross-hair. */
  #reading(plane: PlaneValues) {
    const cell = this.probe && cellAt(plane, this.probe);
    if (cell === null) return nothing;
    const { x, y } = centerOf(plane, cell);
    return html`<span>(${formatNumber(x, 3)}, ${formatNumber(y, 3)}): ${formatNumber(plane.values[cell]!, 4)}</span>`;
  }

  get #shown(): Extent {
    return this.view ?? this.plane!.extent;
  }

  /** CSS pixels. */
  get #size(): readonly [width: number, height: number] {
    const width = this.width - AXES.left;
    return [width, width * aspectOf(this.#shown)];
  }

  #axes() {
    const { theme, columns, probe } = this;
    const [width, height] = this.#size;
    if (theme === null || width <= 0) return nothing;
    const places = planePlaces(this.#shown, width, height);
    return planeAxes(
      theme,
      this.#shown,
      places,
      columns,
      crossHair(places, probe),
      this.plane?.ticks ?? this.plane?.names,
    );
  }

  protected override draw(): void {
    const { plane, canvas } = this;
    const scale = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.scale');
    if (plane === null || canvas === null || scale === null) return;
    const { limits, contours, map } = this;
    const painting = { plane, limits, contours, map, isDark: this.theme!.isDark };
    this.#painter.prepare(painting, scale);
    const size = sizeSharply(canvas, this.#size);
    this.#painter.draw(canvas.getContext('2d')!, painting, this.#shown, size);
  }

  #onDown(event: PointerEvent): void {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#drag = { x: event.clientX, y: event.clientY, extent: this.#shown, isMove: false };
  }

  #onMove(event: PointerEvent): void {
    if (this.plane === null) return;
    const drag = this.#drag;
    if (drag === null) {
      this.#look(this.#pointAt(event), false);
      return;
    }
    const [dx, dy] = [drag.x - event.clientX, event.clientY - drag.y];
    // A click is not a move.
    drag.isMove ||= Math.hypot(dx, dy) >= 4;
    if (!drag.isMove) return;
    const [width, height] = this.#size;
    this.#tell(moved(drag.extent, dx / width, dy / height));
  }

  #onUp(event: PointerEvent): void {
    const drag = this.#drag;
    this.#drag = null;
    if (this.plane !== null && drag?.isMove === false) this.#look(this.#pointAt(event), true);
  }

  #pointAt(event: MouseEvent): PlanePoint {
    const [atX, atY] = placeIn(event);
    const [left, right, bottom, top] = this.#shown;
    return { x: left + atX * (right - left), y: bottom + atY * (top - bottom) };
  }

  #onWheel(event: WheelEvent): void {
    if (this.plane !== null) this.#tell(wheeled(event, this.#shown));
  }

  /** Whoever comes by the keyboard sees the cross-hair that the arrow keys move. */
  #onFocus(event: FocusEvent): void {
    if (this.probe !== null || this.plane === null || !(event.target as Element).matches(':focus-visible')) return;
    const [left, right, bottom, top] = this.#shown;
    this.#look({ x: (left + right) / 2, y: (bottom + top) / 2 }, true);
  }

  #onKey(event: KeyboardEvent): void {
    if (this.plane === null) return;
    const next = probedBy(event, this.#shown, this.probe);
    if (next === undefined) return;
    if (next.extent !== undefined) this.#tell(next.extent);
    if (next.point !== undefined) this.#look(next.point, true);
  }

  #tell(extent: Extent | null | undefined): void {
    if (extent === undefined) return;
    this.dispatchEvent(new CustomEvent<Extent | null>('extent', { detail: extent }));
  }

  #look(point: PlanePoint | null, isChosen: boolean): void {
    this.probe = point;
    this.dispatchEvent(new CustomEvent<PlaneProbe>('probe', { detail: { point, isChosen } }));
  }
}

customElements.define('fs-plane-map', PlaneMap);
