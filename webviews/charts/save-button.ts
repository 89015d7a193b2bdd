/** The button of a chart that saves its picture: seen when the mouse or the focus is on the chart (chart-styles.ts). */
import { html } from 'lit';

/** Detail of `picture`, which a chart sends up to its panel. */
export interface ChartPicture {
  /** What the picture shows. */
  readonly label: string;
  readonly drawing: SVGSVGElement | HTMLCanvasElement;
}

/** @param drawing what is to be saved; null: nothing is drawn yet */
export function saveButton(
  chart: HTMLElement,
  kind: 'PNG' | 'SVG',
  label: string,
  drawing: () => SVGSVGElement | HTMLCanvasElement | null,
) {
  const save = () => {
    const found = drawing();
    if (found === null) return;
    const detail: ChartPicture = { label, drawing: found };
    chart.dispatchEvent(new CustomEvent('picture', { detail, bubbles: true, composed: true }));
  };
  const title = `Save as ${kind}: ${label}`;
  return html`<button class="save" title=${title} aria-label=${title} @click=${save}>${kind}</button>`;
}
