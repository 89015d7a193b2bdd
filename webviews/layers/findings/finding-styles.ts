import { css } from 'lit';

export const findingStyles = css`
  .verdict {
    gap: 8px;
  }
  .verdict .headline {
    font-size: 1.15em;
    font-weight: 600;
  }
  .verdict .rest {
    font-size: 0.87em;
    font-weight: normal;
    white-space: nowrap;
    color: var(--vscode-descriptionForeground);
  }
  .finding,
  .verdict .none {
    max-width: 90ch;
    border-inline-start: 3px solid var(--vscode-charts-orange);
    padding-inline-start: 8px;
  }
  .finding.invalid {
    border-color: var(--vscode-charts-red);
  }
  .finding.note {
    border-color: color-mix(in srgb, var(--vscode-descriptionForeground) 35%, transparent);
  }
  .verdict .none {
    border-color: var(--vscode-charts-green);
  }
  .verdict code {
    white-space: nowrap;
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.95em;
  }
  .more > summary {
    width: fit-content;
    color: var(--vscode-descriptionForeground);
  }
  .more > summary:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .more > ul {
    margin: 0;
    padding-inline-start: 20px;
  }
`;
