/** An element that knows its width and the theme's colors, and updates when they change. */
import { LitElement } from 'lit';
import { type ChartTheme, onThemeChange, readTheme } from './theme.ts';

/** Sends `chart-width` (CSS pixels) when its width changes. */
export abstract class MeasuredElement extends LitElement {
  static override properties = { width: { state: true }, theme: { state: true } };
  /** CSS pixels; 0 before layout. */
  declare protected width: number;
  declare protected theme: ChartTheme | null;
  #ends: (() => void)[] = [];

  constructor() {
    super();
    this.width = 0;
    this.theme = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.theme = readTheme(this);
    const sizes = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width);
      if (width === this.width || width === 0) return;
      this.width = width;
      this.dispatchEvent(new CustomEvent('chart-width', { detail: width }));
    });
    sizes.observe(this);
    const theme = onThemeChange(() => {
      this.theme = readTheme(this);
    });
    // Zooming the page changes the device pixels.
    const zoom = () => this.requestUpdate();
    window.addEventListener('resize', zoom);
    this.#ends = [() => sizes.disconnect(), theme, () => window.removeEventListener('resize', zoom)];
  }

  override disconnectedCallback(): void {
    for (const end of this.#ends) end();
    super.disconnectedCallback();
  }
}
