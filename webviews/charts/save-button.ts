/** The button that saves a chart's picture: visible on hover and focus (chart-styles.ts). */
import { html } from 'lit';
import { strings } from './strings.ts';

/** Detail of the event `picture`, which bubbles to the panel. */
export interface ChartPicture {
  /** What the picture shows. */
  readonly label: string;
  readonly drawing: SVGSVGElement | HTMLCanvasElement;
}

/** @param drawing the picture; null: nothing is drawn yet */
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
  const title = strings.saveAs({ kind, label });
  return html`<button class="save" title=${title} aria-label=${title} @click=${save}>${kind}</button>`;
}
