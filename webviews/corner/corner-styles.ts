import { css } from 'lit';

/** Of the plot, the text of the selection and its ranges. */
export const cornerStyles = css`
      canvas {
        cursor: crosshair;
        touch-action: none;
      }
      canvas:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      .scroll {
        overflow-x: auto;
      }
      .selection {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        min-height: 26px;
        font-variant-numeric: tabular-nums;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(270px, 100%), 1fr));
        gap: 6px 16px;
        margin: 6px 0 0;
        padding: 0;
        border: none;
      }
      .range {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
      }
      .range > span:first-child {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        text-align: end;
      }
      input,
      select {
        box-sizing: border-box;
        width: 88px;
        height: 24px;
        padding: 0 6px;
        color: var(--vscode-settings-dropdownForeground, var(--vscode-dropdown-foreground));
        background: var(--vscode-settings-dropdownBackground, var(--vscode-dropdown-background));
        border: 1px solid var(--vscode-settings-dropdownBorder, var(--vscode-dropdown-border));
        border-radius: 3px;
        font: inherit;
      }
      input:focus-visible,
      select:focus-visible,
      summary:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      summary {
        width: max-content;
        cursor: pointer;
      }
      .clear {
        padding: 1px 8px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
        background: none;
        color: var(--vscode-foreground);
        font: inherit;
        cursor: pointer;
      }
      .clear:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
    `;
