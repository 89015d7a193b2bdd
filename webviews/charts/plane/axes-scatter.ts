/** Points of two columns that may have different units, with ticks on both axes. */
import { html, nothing, type TemplateResult } from 'lit';
import { AXES, axesStyles, planeAxes, planePlaces } from './plane-axes.ts';
import type { Extent } from './plane-navigation.ts';
import type { PlaneTicks } from './plane-values.ts';
import { Scatter } from './scatter.ts';

/** Height divided by width of the picture. */
const ASPECT = 0.75;
/** So many points are seen even if they are larger. */
const FEW = 1000;

export class AxesScatter extends Scatter {
  static override properties = {
    ...Scatter.properties,
    first: { attribute: false },
    ticks: { attribute: false },
  };
  /** What is shown at first; null: the extent of the points. */
  declare first: Extent | null;
  /** The only values of x and y; null: all numbers. */
  declare ticks: PlaneTicks;

  static override styles = [Scatter.styles, axesStyles];

  constructor() {
    super();
    this.first = null;
    this.ticks = [null, null];
  }

  protected override framed(canvas: TemplateResult): unknown {
    return html`<div class="frame">${canvas}${this.#ticks()}</div>`;
  }

  protected override get shown(): Extent {
    return this.extent ?? this.first ?? super.shown;
  }

  protected override get size(): readonly [width: number, height: number] {
    const width = Math.max(1, this.width - AXES.left);
    return [width, Math.round(width * ASPECT)];
  }

  protected override pointSize(points: number): number {
    return points < FEW ? 3 : super.pointSize(points);
  }

  #ticks() {
    const { theme, width, shown, columns } = this;
    if (theme === null || width === 0) return nothing;
    return planeAxes(theme, shown, planePlaces(shown, ...this.size), columns, nothing, this.ticks);
  }
}

customElements.define('fs-axes-scatter', AxesScatter);
