/** Styles of a plot and its legend. */
import { css, unsafeCSS } from 'lit';
import uplotStyles from 'uplot/dist/uPlot.min.css';

export const plotStyles = [
  unsafeCSS(uplotStyles),
  css`
    .plot {
      width: 100%;
      outline: none;
    }
    .plot:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 2px;
    }
    .uplot,
    .uplot *,
    .uplot *::before {
      font-family: var(--vscode-font-family);
    }
    .u-legend {
      margin: 0;
      text-align: start;
      font-size: 0.92em;
      font-variant-numeric: tabular-nums;
      padding-inline-start: 56px;
    }
    .u-legend th,
    .u-legend td {
      padding: 0 4px;
    }
    .u-legend th {
      font-weight: normal;
      color: var(--vscode-descriptionForeground);
    }
    /* Curves are lines. */
    .u-legend .u-marker {
      width: 14px;
      height: 0;
      border-width: 0 0 3px !important;
    }
    /* Without a pointer there is nothing to read. */
    .uplot:not(.reading) :is(.u-value, .u-series:first-child) {
      display: none;
    }
    .uplot:not(.reading) .u-legend th::after {
      content: none;
    }
    /* Beside the table below the chart: no room is kept for it. */
    .named {
      position: relative;
    }
    .named .u-legend {
      position: absolute;
      inset-block-start: 100%;
      inset-inline-end: 0;
      padding: 0;
      pointer-events: none;
    }
    .named .u-label {
      display: none;
    }
    .named .u-legend .u-series:first-child .u-label {
      display: inline-block;
    }
    .named .u-legend .u-series:not(:first-child) th::after {
      content: none;
    }
    .named .uplot:not(.reading) .u-legend {
      visibility: hidden;
    }
    .level {
      padding-inline-start: 60px;
      color: var(--vscode-descriptionForeground);
      font-size: 0.92em;
    }
    .level::before {
      content: '┄ ';
    }
    .band-end {
      display: none;
    }
    .u-select {
      background: var(--vscode-editor-selectionBackground);
    }
    .u-hz .u-cursor-x,
    .u-hz .u-cursor-y {
      border-color: var(--vscode-descriptionForeground);
    }
  `,
];
