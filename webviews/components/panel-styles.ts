import { css } from 'lit';
import { helpStyles } from './help.ts';
import { sliderStyles } from './steps/slider-styles.ts';

/** Native lists in the editor's colors: they add nothing to the bundle and work with screen readers. */
export const selectStyles = css`
  select,
  input[type='number'],
  input[type='text'] {
    height: 26px;
    max-width: 100%;
    padding: 0 6px;
    color: var(--vscode-settings-dropdownForeground, var(--vscode-dropdown-foreground));
    background: var(--vscode-settings-dropdownBackground, var(--vscode-dropdown-background));
    border: 1px solid var(--vscode-settings-dropdownBorder, var(--vscode-dropdown-border));
    border-radius: 3px;
    font: inherit;
    text-overflow: ellipsis;
  }
  select:focus-visible,
  input:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  option {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-listBackground, var(--vscode-dropdown-background));
  }
`;

/** Dots in the colors of samples and data, for the legends of scatter plots. */
export const legendStyles = css`
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 14px;
    font-weight: normal;
  }
  .dot {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-inline-end: 6px;
    border-radius: 50%;
    background: var(--vscode-charts-blue);
  }
  .dot.data {
    width: 12px;
    height: 12px;
    vertical-align: -2px;
    background: color-mix(in srgb, var(--vscode-charts-orange) 50%, transparent);
  }
`;

/** Styles of all panels: the editor's colors and fonts. */
export const panelStyles = [
  selectStyles,
  sliderStyles,
  legendStyles,
  helpStyles,
  css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 100%;
    box-sizing: border-box;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    line-height: 1.4;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  main {
    flex: 1;
    display: flex;
    flex-direction: column;
    gap: 16px;
    padding: 12px 16px 24px;
    min-width: 0;
  }
  h2 {
    margin: 0;
    font-size: 1em;
    font-weight: 600;
  }
  section {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-width: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    max-width: 100%;
  }
  label > input[type='range'] {
    flex: 0 1 160px;
    min-width: 40px;
  }
  label > select,
  label > input {
    min-width: 0;
  }
  .spread {
    justify-content: space-between;
  }
  .tiles {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 28px;
  }
  @media (max-width: 560px) {
    .tiles {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(124px, 45%), 1fr));
      gap: 10px 16px;
    }
    fs-figure[wide] {
      grid-column: span 2;
    }
  }
  .answer {
    display: flex;
    flex-direction: column;
    gap: 16px;
    min-width: 0;
  }
  .answer.stale {
    opacity: 0.6;
    /* The delay avoids flicker when the answer is quick. */
    transition: opacity 0.2s 0.4s;
  }
  .scroll {
    overflow: auto;
    max-height: 420px;
  }
  .scroll thead :is(th, td) {
    position: sticky;
    top: 0;
    background: var(--vscode-editor-background);
  }
  h3 {
    margin: 0;
    font-size: 1em;
    font-weight: normal;
  }
  summary {
    cursor: pointer;
  }
  .muted {
    color: var(--vscode-descriptionForeground);
  }
  .link {
    padding: 0;
    border: none;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .link:hover {
    text-decoration: underline;
  }
  .link:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th {
    font-weight: 600;
    text-align: start;
    color: var(--vscode-descriptionForeground);
  }
  th,
  td {
    padding: 2px 12px 2px 0;
    vertical-align: baseline;
  }
  .end {
    text-align: end;
  }
`,
];
