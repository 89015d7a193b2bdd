/** Base of the canvas charts: draws at most once per frame. */
import { MeasuredElement } from './measured-element.ts';

export abstract class ChartElement extends MeasuredElement {
  static override properties = { ...MeasuredElement.properties, hasPicture: { state: true } };
  /** Whether the chart has been drawn and can be saved. */
  declare protected hasPicture: boolean;
  #frame = 0;

  constructor() {
    super();
    this.hasPicture = false;
  }

  override disconnectedCallback(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.hasPicture = false;
    super.disconnectedCallback();
  }

  /** Draws once, in the next frame. */
  protected redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.isConnected || this.width === 0) return;
      this.draw();
      this.hasPicture = true;
    });
  }

  protected override updated(): void {
    this.redraw();
  }

  protected abstract draw(): void;
}
