/** What is drawn on a canvas: at most once per frame. */
import { MeasuredElement } from './measured-element.ts';

export abstract class ChartElement extends MeasuredElement {
  #frame = 0;

  override disconnectedCallback(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    super.disconnectedCallback();
  }

  /** Draws with the next frame, once. */
  protected redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.isConnected && this.width > 0) this.draw();
    });
  }

  protected override updated(): void {
    this.redraw();
  }

  protected abstract draw(): void;
}
