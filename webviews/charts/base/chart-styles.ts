/** Styles of the legend, axes and buttons around a chart. */
import { css } from 'lit';

/** The legend: each name is beside its mark, an `svg`. */
export const legendStyles = css`
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  li svg {
    display: inline-block;
    margin-inline-end: 5px;
    vertical-align: middle;
  }
`;

/** The axes and buttons. */
export const chartStyles = css`
  :host {
    display: block;
    position: relative;
    min-width: 0;
  }
  svg,
  canvas {
    display: block;
  }
  .axis {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
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
