/** The button of a chart that saves its picture: seen when the mouse or the focus is on the chart. */
import { css, html } from 'lit';

/** Detail of `picture`, which a chart sends up to its panel. */
export interface ChartPicture {
  /** What the picture shows. */
  readonly label: string;
  readonly drawing: SVGSVGElement | HTMLCanvasElement;
}

export const saveStyles = css`
  :host {
    position: relative;
  }
  .save {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: 6px;
    padding: 1px 6px;
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 3px;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font: inherit;
    font-size: 11px;
    cursor: pointer;
    opacity: 0;
  }
  :host(:hover) .save,
  .save:focus-visible {
    opacity: 1;
  }
  .save:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
`;

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
